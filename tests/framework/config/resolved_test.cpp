#include "framework/config/test_files.hpp"

#include <filesystem>
#include <string>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::config;
using namespace npd::config::testing;
using npd::testing::ContainsSubstring;
using npd::testing::Equals;

namespace {

constexpr auto base_text = R"([model]
dropout = 1e-7
tags = ["a \"b\"", "c\\d"]
output = "out"
)";
constexpr auto main_text = R"(include = ["base.toml"]

[metrics.late]
plugin = "mixed"
readout.plugin = "affine"

[metrics."two words"]
plugin = "mixed"
readout = { plugin = "affine", highest = 20.0 }

[model.generator]
state_dim = 20
plugin = "wrapper"
inner = { plugin = "leaky", tau_s = 0.004 }
)";

}  // namespace

TEST_CASE("the resolved configuration has every parameter in the order of reading") {
  TestFolder folder;
  folder.write("base.toml", base_text);
  const auto file = folder.write("main.toml", main_text);
  CHECK_THAT(folder.shorten(resolved_of(file, {"model.co_dim=2"})), Equals(R"([model]
co_dim = 2
dropout = 1e-07
prior = "ar"
verbose = false
output = "out"
widths = [64, 32]
scales = [0.5]
tags = ["a \"b\"", "c\\d"]

[model.generator]
plugin = "wrapper"
gain = 1
state_dim = 20

[model.generator.inner]
plugin = "leaky"
tau_s = 0.004
rank = 2
mode = "euler"
weights = ""

[metrics.late]
plugin = "mixed"

[metrics.late.readout]
plugin = "affine"
lowest = 0
highest = 1

[metrics."two words"]
plugin = "mixed"

[metrics."two words".readout]
plugin = "affine"
lowest = 0
highest = 20
)"));
}

TEST_CASE("show says where each value was written") {
  TestFolder folder;
  folder.write("base.toml", "[model]\ndropout = 1e-7\nwidths = [1, 2]\noutput = \"/results\"");
  const auto file = folder.write(
      "main.toml", "include = [\"base.toml\"]\n[model.generator]\nplugin = \"leaky\"\n");
  TestPlugins plugins;
  Document document = Document::load(file, {"model.co_dim=2"}, plugins);
  const TestHost host(document);
  CHECK_THAT(folder.shorten(document.show()), Equals(R"([model]
co_dim = 2           # command line
dropout = 1e-07      # base.toml:2
prior = "ar"         # default
verbose = false      # default
output = "/results"  # base.toml:4
widths = [1, 2]      # base.toml:3
scales = [0.5]       # default
tags = []            # default

[model.generator]
plugin = "leaky"  # main.toml:3
tau_s = 0.06      # default
rank = 2          # default
mode = "euler"    # default
weights = ""      # default
state_dim = 8     # default
)"));
}

TEST_CASE("one long value does not push the other comments away") {
  TestFolder folder;
  const auto file =
      folder.write("main.toml", "[model]\noutput = \"/" + std::string(80, 'x') + "\"");
  TestPlugins plugins;
  Document document = Document::load(file, {}, plugins);
  const TestHost host(document);
  const std::string shown = folder.shorten(document.show());
  CHECK_THAT(shown, ContainsSubstring("co_dim = 4         # default\n"));
  CHECK_THAT(shown, ContainsSubstring("xxx\"  # main.toml:2\n"));
}

TEST_CASE("resolving twice changes nothing") {
  TestFolder folder;
  folder.write("base.toml", base_text);
  const std::vector<std::pair<std::string, std::vector<std::string>>> cases = {
      {"", {}},
      {"[metrics]", {}},
      {main_text, {}},
      {main_text, {"model.output=relative/../path", "model.dropout=-0.0"}},
      {"[model]\ndropout = 0.30000000000000004\nscales = [1e300, 5e-324, 9007199254740993]", {}},
      {"[model]\nco_dim = 9223372036854775807\nwidths = []", {}},
      {"[model]\ntags = [\"\\u0001\\u001b\\n\\t\\\\\", \"\\u00e9\", '''a\n'b\"''']", {}},
      {"", {"model.tags=[\"=\", \"#\"]", "model.output=a # b"}},
      {"[metrics.\"\"]\nplugin = \"mixed\"\nreadout.plugin = \"affine\"", {}},
  };
  for (const auto& [text, overrides] : cases) {
    const std::string once = resolved_of(folder.write("main.toml", text), overrides);
    INFO(once);
    // In another folder, so that a path that stayed relative would change.
    CHECK(resolved_of(folder.write("elsewhere/again.toml", once)) == once);
  }
}

TEST_CASE("a relative default path counts from the working directory") {
  TestFolder folder;
  TestPlugins plugins;
  Document document = Document::load(folder.write("main.toml", ""), {}, plugins);
  std::filesystem::path runs = "runs";
  document.root().read([&](npd::Params& p) { p("runs", runs, "Where runs go"); });
  document.finish();
  const std::string absolute = (std::filesystem::current_path() / "runs").string();
  CHECK(document.resolved() == "runs = \"" + absolute + "\"\n");
}

TEST_CASE("flat lists the values by their full keys") {
  TestFolder folder;
  const auto file = folder.write("main.toml", "[model.generator]\nplugin = \"leaky\"\ntau_s = 1\n");
  TestPlugins plugins;
  Document document = Document::load(file, {}, plugins);
  const TestHost host(document);
  const std::vector<FlatValue> flat = document.flat();
  REQUIRE(flat.size() == 14);
  CHECK(flat[0].key == "model.co_dim");
  CHECK(std::get<std::int64_t>(flat[0].value) == 4);
  CHECK(flat[5].key == "model.widths");
  CHECK(std::get<List>(flat[5].value).items.size() == 2);
  CHECK(flat[8].key == "model.generator.plugin");
  CHECK(std::get<std::string>(flat[8].value) == "leaky");
  CHECK(flat[9].key == "model.generator.tau_s");
  CHECK(std::get<double>(flat[9].value) == 1);
  for (const auto& value : flat) {
    CHECK(value.may_change_while_training == (value.key == "model.dropout"));
  }
}
