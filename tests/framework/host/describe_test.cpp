#include "host/describe.hpp"
#include "base/wrap.hpp"
#include "host/list.hpp"

#include "fixture_registry.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <npd/testing/catch.hpp>

namespace npd::host {
namespace {

namespace fs = std::filesystem;

std::string described(std::optional<Kind> kind, const std::string& id) {
  Registry registry = registry_of(fixtures);
  return describe_text(registry, kind, id);
}

}  // namespace

TEST_CASE("a parameter of every type is described and can be copied") {
  CHECK(described(Kind::dataset, "every_type") == fmt::format(R"(dataset "every_type" 0.2.0
A parameter of each type
library: {}/behaving.so

Parameters
name    type             default          allowed       unit  meaning
noisy   true or false    true                                 Whether noise is added
trials  integer          10               at least 1          How many
bin_s   number           0.01             above 0       s     Width of a bin
region  text             "pfc"            "pfc", "ppc"        What is recorded
file    path             "data \"1\".h5"                      Where it is
levels  list of numbers  [0.1, 1]         in [0, 1]           Some numbers
names   list of texts    ["a", "b"]                           Some texts

TOML
[dataset]
plugin = "every_type"
noisy = true
trials = 10
bin_s = 0.01
region = "pfc"
file = "data \"1\".h5"
levels = [0.1, 1]
names = ["a", "b"]
)",
                                                              NPD_FIXTURES));
}

TEST_CASE("a component inside another is described as a table that names one") {
  CHECK(described(Kind::generator, "wrapping") == fmt::format(R"(generator "wrapping" 0.1.0
Another generator
library: {}/behaving.so

Parameters
name   type       default  allowed  unit  meaning
inner  generator                          The generator inside

TOML
[model.generator]
plugin = "wrapping"
state_dim = 20
inner = {{ plugin = "bad_default" }}  # required: any generator
)",
                                                              NPD_FIXTURES));
}

TEST_CASE("a metric is described with its scores") {
  CHECK(described(std::nullopt, "two_scores") == fmt::format(R"(metric "two_scores" 0.1.0
One up, one down
library: {}/behaving.so

Parameters
none

Scores
name      better  range      perfect  meaning
r2        higher  -inf to 1  1        How much is explained
distance  lower   0 to inf   0        How far away

TOML
[metrics.two_scores]
plugin = "two_scores"
)",
                                                             NPD_FIXTURES));
}

TEST_CASE("an unknown id is looked for in every kind") {
  CHECK_THROWS_WITH(described(std::nullopt, "two_score"),
                    npd::testing::StartsWith(
                        "component \"two_score\" not found; did you mean \"two_scores\"?\n"));
}

TEST_CASE("the list shows what can be used, what not, and why") {
  const TwoFolders folders;
  folders.copy("gru", "a/gru.so");
  folders.copy("gru", "b/gru.so");
  folders.copy("linear", "b/linear1.so");
  folders.copy("linear", "b/linear2.so");
  fs::copy_file(fixtures / "duplicate_id.so", "b/twins.so");
  CHECK(list_text(folders.search_both(), 200) == R"(id   kind       version  summary
gru  generator  0.1.0    Clipped gated recurrent unit, the generator of LFADS

in a

not used:  generator "gru" 0.1.0 (b/gru.so) (hidden by a/gru.so)
not used:  readout "linear" 0.1.0 (b/linear1.so) (ambiguous: also in b/linear2.so)
not used:  readout "linear" 0.1.0 (b/linear2.so) (ambiguous: also in b/linear1.so)
searched:  --plugin-path a  1 library
           b                3 libraries
skipped:   twins.so: has generator "twin" twice (b)
)");
  CHECK_THAT(list_text(folders.search_both(), 50),
             testing::StartsWith("id   kind       version  summary\n"
                                 "gru  generator  0.1.0    Clipped gated recurrent\n"
                                 "                         unit, the generator of\n"
                                 "                         LFADS\n"));
  const auto json = list_json(folders.search_both());
  CHECK_THAT(json,
             testing::ContainsSubstring("\"library\": \"a/gru.so\",\n      \"unused\": null") &&
                 testing::ContainsSubstring("\"unused\": \"hidden by a/gru.so\""));
}

namespace {

using Json = nlohmann::json;

/// The only component of that name.
Json json_of(Kind kind, const std::string& id) {
  Registry registry = registry_of(fixtures);
  const auto all = Json::parse(describe_json(registry, kind, id)).at("components");
  REQUIRE(all.size() == 1);
  return all[0];
}

Json parameter(const Json& component, const std::string& name) {
  for (const auto& parameter : component.at("parameters")) {
    if (parameter.at("name") == name) return parameter;
  }
  FAIL("no parameter " << name);
  return {};
}

}  // namespace

TEST_CASE("a program reads of a component what people read") {
  const auto json = json_of(Kind::dataset, "every_type");
  CHECK(json.at("kind") == "dataset");
  CHECK(json.at("version") == "0.2.0");
  CHECK(json.at("table") == "dataset");
  CHECK_THAT(json.at("toml").get<std::string>(), testing::StartsWith("[dataset]\nplugin = "));
  CHECK(parameter(json, "noisy").at("default") == true);
  const auto trials = parameter(json, "trials");
  CHECK(trials.at("type") == "integer");
  CHECK(trials.at("minimum") == 1);
  CHECK(trials.at("exclusive_minimum") == false);
  CHECK(trials.at("maximum").is_null());
  const auto bin = parameter(json, "bin_s");
  CHECK(bin.at("unit") == "s");
  CHECK(bin.at("minimum") == 0);
  CHECK(bin.at("exclusive_minimum") == true);
  CHECK(bin.at("doc") == "Width of a bin");
  CHECK(parameter(json, "region").at("choices") ==
        Json::parse(R"([{"word": "pfc", "doc": ""}, {"word": "ppc", "doc": ""}])"));
  CHECK(parameter(json, "levels").at("default") == Json::parse("[0.1, 1.0]"));
  CHECK(parameter(json, "file").at("default") == "data \"1\".h5");
}

TEST_CASE("a program reads which component a parameter wants") {
  const auto inner = parameter(json_of(Kind::generator, "wrapping"), "inner");
  CHECK(inner.at("component") == "generator");
  CHECK(inner.at("required") == true);
  CHECK(inner.at("default").is_null());
}

TEST_CASE("parameters of every shape are described and can be copied") {
  const auto text = described(Kind::readout, "every_shape");
  const auto begin = text.find("Parameters\n"), end = text.find("TOML\n");
  CHECK(text.substr(begin, end - begin) == R"(Parameters
name                    type                default  allowed     unit  change    meaning
cutoff_hz               number                       above 0     Hz              Of a filter
start                   text                "zero"                               Where it starts
                                                     "zero"                      At nothing
                                                     "mean"                      At the mean
first                   table                                                    A table
first.width             integer             8        at least 1        shapes    Units
first.dropout_rate      number              0        in [0, 1)         training  Of its outputs
further                 list of tables      []                                   Tables
further[].width         integer             8        at least 1        shapes    Units
further[].dropout_rate  number              0        in [0, 1)         training  Of its outputs
inner                   list of generators  []                                   Generators
change: "training" may change from epoch to epoch; "shapes" changes sizes of weights

)");
  CHECK_THAT(text, testing::ContainsSubstring("\n# cutoff_hz =   # not set; number\n"
                                              "start = \"zero\"\n"
                                              "inner = []  # any generators, as in [{ plugin = "));
  CHECK_THAT(text, testing::ContainsSubstring("\n[model.readout.first]\n"
                                              "width = 8\n"
                                              "dropout_rate = 0\n"
                                              "\n"
                                              "# [[model.readout.further]]\n"
                                              "# width = 8\n"));
}

TEST_CASE("tables of a description fit the terminal") {
  Registry registry = registry_of(fixtures);
  const auto text = describe_text(registry, Kind::readout, "every_shape", 60);
  const auto table =
      text.substr(text.find("Parameters\n"), text.find("TOML\n") - text.find("Parameters\n"));
  CHECK(base::widest_line(table) <= 60);
  CHECK_THAT(table,
             testing::ContainsSubstring("\nfirst.width\n    type: integer\n    default: 8\n"));
}

TEST_CASE("a program reads parameters of every shape") {
  const auto json = json_of(Kind::readout, "every_shape");
  const auto cutoff = parameter(json, "cutoff_hz");
  CHECK(cutoff.at("default").is_null());
  CHECK(cutoff.at("required") == false);
  CHECK(cutoff.at("parameters").is_null());
  CHECK(parameter(json, "start").at("choices") ==
        Json::parse(R"([{"word": "zero", "doc": "At nothing"},
                        {"word": "mean", "doc": "At the mean"}])"));
  for (const std::string name : {"first", "further"}) {
    const auto inside = parameter(json, name);
    CHECK(inside.at("type") == (name == "first" ? "table" : "list of tables"));
    const auto width = parameter(inside, "width");
    CHECK(width.at("default") == 8);
    CHECK(width.at("changes_shapes") == true);
    CHECK(width.at("may_change_while_training") == false);
    const auto rate = parameter(inside, "dropout_rate");
    CHECK(rate.at("changes_shapes") == false);
    CHECK(rate.at("may_change_while_training") == true);
    CHECK(rate.at("exclusive_maximum") == true);
  }
  const auto inner = parameter(json, "inner");
  CHECK(inner.at("type") == "list of generators");
  CHECK(inner.at("component") == "generator");
  CHECK(inner.at("default") == Json::array());
  CHECK(inner.at("required") == false);
}

TEST_CASE("a program reads the scores of a metric") {
  const auto scores = json_of(Kind::metric, "two_scores").at("scores");
  REQUIRE(scores.size() == 2);
  CHECK(scores[0].at("name") == "r2");
  CHECK(scores[0].at("better") == "higher");
  CHECK(scores[0].at("lowest").is_null());
  CHECK(scores[0].at("highest") == 1);
  CHECK(scores[1].at("better") == "lower");
  CHECK(scores[1].at("lowest") == 0);
  CHECK(scores[1].at("perfect") == 0);
}

}  // namespace npd::host
