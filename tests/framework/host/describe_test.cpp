#include "host/describe.hpp"
#include "host/list.hpp"

#include "fixture_registry.hpp"

#include <fmt/format.h>

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

}  // namespace npd::host
