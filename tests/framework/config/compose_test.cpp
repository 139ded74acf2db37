#include "framework/config/test_files.hpp"

#include <filesystem>
#include <string>

#include <npd/testing/catch.hpp>

using namespace npd::config;
using namespace npd::config::testing;

namespace {

/// A model as read from a file and overrides.
ModelConfig model_of(const std::filesystem::path& file,
                     const std::vector<std::string>& overrides = {}) {
  TestPlugins plugins;
  Document document = Document::load(file, overrides, plugins);
  return TestHost(document).model;
}

}  // namespace

TEST_CASE("the file itself comes after its includes, and these in their order") {
  TestFolder folder;
  folder.write("a.toml", "model = { co_dim = 1, dropout = 0.1, prior = \"mvn\" }");
  folder.write("b.toml", "model = { co_dim = 2, dropout = 0.2 }");
  const auto file = folder.write("main.toml", R"(
      include = ["a.toml", "b.toml"]
      model.co_dim = 3
  )");
  const ModelConfig model = model_of(file);
  CHECK(model.co_dim == 3);
  CHECK(model.dropout == 0.2);
  CHECK(model.prior == "mvn");
}

TEST_CASE("includes are relative to the file that includes, and go on recursively") {
  TestFolder folder;
  folder.write("models/base/deep.toml", "[model]\nco_dim = 7");
  folder.write("models/middle.toml", "include = [\"base/deep.toml\"]");
  const auto file =
      folder.write("experiments/x/main.toml", "include = [\"../../models/middle.toml\"]");
  CHECK(model_of(file).co_dim == 7);
  const auto absolute = folder.write(
      "absolute.toml", "include = [\"" + (folder.path() / "models/middle.toml").string() + "\"]");
  CHECK(model_of(absolute).co_dim == 7);
}

TEST_CASE("npd: includes come from the configurations of the program that runs") {
  TestFolder folder;
  folder.write("shipped/models/a.toml", "include = [\"b.toml\"]");
  folder.write("shipped/models/b.toml", "[model]\nco_dim = 7");
  const auto file = folder.write("mine/main.toml", "include = [\"npd:models/a.toml\"]");
  TestPlugins plugins;
  plugins.configs = folder.path() / "shipped";
  auto document = Document::load(file, {}, plugins);
  CHECK(TestHost(document).model.co_dim == 7);
  const auto wrong = folder.write("mine/wrong.toml", "include = [\"npd:models/c.toml\"]");
  auto unreadable = Document::load(wrong, {}, plugins);
  CHECK_THROWS_WITH(unreadable.finish(),
                    npd::testing::ContainsSubstring((plugins.configs / "models/c.toml").string() +
                                                    ": no such file"));
}

TEST_CASE("a file may be included by two others") {
  TestFolder folder;
  folder.write("base.toml", "[model]\nco_dim = 7");
  folder.write("a.toml", "include = [\"base.toml\"]");
  folder.write("b.toml", "include = [\"base.toml\"]");
  CHECK(model_of(folder.write("main.toml", "include = [\"a.toml\", \"b.toml\"]")).co_dim == 7);
}

TEST_CASE("lists replace lists, they do not grow") {
  TestFolder folder;
  folder.write("base.toml", "[model]\nwidths = [1, 2, 3]\ntags = [\"a\"]");
  const ModelConfig model =
      model_of(folder.write("main.toml", "include = [\"base.toml\"]\n[model]\nwidths = [9]"));
  CHECK(model.widths == std::vector<std::int64_t>{9});
  CHECK(model.tags == std::vector<std::string>{"a"});
}

TEST_CASE("a table whose plugin changes replaces the inherited one whole") {
  TestFolder folder;
  folder.write("base.toml", "[model.generator]\nplugin = \"leaky\"\ntau_s = 0.5\nstate_dim = 3");
  const std::string head = "include = [\"base.toml\"]\n[model.generator]\n";

  const auto same = folder.write("same.toml", head + "plugin = \"leaky\"\nrank = 1");
  CHECK(resolved_of(same).find("tau_s = 0.5\nrank = 1\n") != std::string::npos);

  // tau_s would be an unknown key of the other plugin.
  const auto other =
      folder.write("other.toml", head + "plugin = \"wrapper\"\ninner = { plugin = \"leaky\" }");
  CHECK(error_of(folder, other).empty());
  CHECK(resolved_of(other).find("state_dim = 8\n") != std::string::npos);
  CHECK(error_of(folder, same,
                 {"model.generator.plugin=wrapper", "model.generator.inner.plugin=leaky"})
            .empty());
}

TEST_CASE("overrides are TOML, or else plain text") {
  TestFolder folder;
  const auto file = folder.write("main.toml", "[model]\nco_dim = 1\ntags = [\"x\"]");
  const ModelConfig model = model_of(
      file, {"model.co_dim=6", "model.dropout=1e-3", "model.prior=mvn", "model.verbose=true",
             "model.widths=[1, 2]", "model.tags=[\"a=b\", 'c']", "model.output='quoted name'"});
  CHECK(model.co_dim == 6);
  CHECK(model.dropout == 0.001);
  CHECK(model.prior == "mvn");
  CHECK(model.verbose);
  CHECK(model.widths == std::vector<std::int64_t>{1, 2});
  CHECK(model.tags == std::vector<std::string>{"a=b", "c"});
  CHECK(model.output == std::filesystem::current_path() / "quoted name");
}

TEST_CASE("of two overrides of one key the last holds") {
  TestFolder folder;
  const auto file = folder.write("main.toml", "");
  CHECK(model_of(file, {"model.co_dim=6", "model.co_dim=7"}).co_dim == 7);
  CHECK(model_of(file, {"model={co_dim = 6, dropout = 0.5}", "model.co_dim=7"}).dropout == 0.5);
}

TEST_CASE("a new plugin on the command line may come with its keys in any order") {
  TestFolder folder;
  const auto file = folder.write(
      "main.toml", "[model.generator]\nplugin = \"wrapper\"\ninner.plugin = \"leaky\"");
  CHECK(error_of(folder, file, {"model.generator.rank=1", "model.generator.plugin=leaky"}).empty());
}

TEST_CASE("relative paths count from the file that has them, on the command line from here") {
  TestFolder folder;
  folder.write("models/base.toml", "[model]\noutput = \"../results/x\"");
  const auto file = folder.write("main.toml", "include = [\"models/base.toml\"]");
  CHECK(model_of(file).output == folder.path() / "results/x");
  CHECK(model_of(file, {"model.output=x/./y"}).output == std::filesystem::current_path() / "x/y");
  CHECK(model_of(file, {"model.output=/x"}).output == "/x");
  CHECK(model_of(file, {"model.output="}).output.empty());
}

TEST_CASE("an empty file and a byte order mark are fine") {
  TestFolder folder;
  CHECK(model_of(folder.write("empty.toml", "")).co_dim == 4);
  CHECK(model_of(folder.write("bom.toml", "\xef\xbb\xbf[model]\nco_dim = 5")).co_dim == 5);
}
