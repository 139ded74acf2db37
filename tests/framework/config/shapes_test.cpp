#include "test_files.hpp"
#include "test_plugins.hpp"

#include <npd/error.hpp>

#include <optional>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

namespace npd::config {
namespace {

using testing::TestFolder;

struct Layer {
  std::int64_t width = 8;
  std::optional<double> dropout;

  void visit(npd::Params& p) {
    p("width", width, "Units", npd::at_least(1));
    p("dropout", dropout, "Rate", npd::from_below(0, 1));
    if (width == 13) throw npd::ConfigError("width", "brings bad luck");
  }
};

struct Shapes {
  std::optional<std::int64_t> seed;
  Layer first;
  std::vector<Layer> layers;
  std::vector<npd::GeneratorSlot> inner;

  void visit(npd::Params& p) {
    p("seed", seed, "Not set by default", npd::at_least(0));
    p("first", first, "A table");
    p("layers", layers, "Tables");
    p("inner", inner, "Generators");
  }
};

/// A document whose root is Shapes, read and finished, and what is wrong with it.
struct Read {
  explicit Read(const std::string& text, const std::vector<std::string>& overrides = {}) {
    document.emplace(Document::load(folder.write("main.toml", text), overrides, plugins));
    document->root().read([this](npd::Params& p) { shapes.visit(p); });
    try {
      document->finish();
    } catch (const npd::Error& error) {
      mistakes = folder.shorten(error.what());
    }
  }

  TestFolder folder;
  testing::TestPlugins plugins;
  std::optional<Document> document;
  Shapes shapes;
  std::string mistakes;
};

std::string mistakes(const std::string& text) { return Read(text).mistakes; }

const std::string everything =
    "seed = 3\n"
    "first = { width = 2 }\n"
    "layers = [{ width = 4, dropout = 0.5 }, {}]\n"
    "inner = [{ plugin = \"leaky\", rank = 1 }, { plugin = \"leaky\" }]\n";

}  // namespace

TEST_CASE("parameters of every shape are read") {
  const Read read(everything);
  CHECK(read.shapes.seed == 3);
  CHECK(read.shapes.first.width == 2);
  CHECK_FALSE(read.shapes.first.dropout);
  REQUIRE(read.shapes.layers.size() == 2);
  CHECK(read.shapes.layers[0].dropout == 0.5);
  CHECK(read.shapes.layers[1].width == 8);
  REQUIRE(read.shapes.inner.size() == 2);
  const auto made = read.shapes.inner[0].create({1, 2});
  CHECK(dynamic_cast<const testing::Leaky&>(*made).config().rank == 1);
}

TEST_CASE("what is absent keeps its default") {
  const Read read("");
  CHECK_FALSE(read.shapes.seed);
  CHECK(read.shapes.first.width == 8);
  CHECK(read.shapes.layers.empty());
  CHECK(read.shapes.inner.empty());
}

TEST_CASE("every shape is resolved to text that reads the same") {
  const std::string resolved = Read(everything).document->resolved();
  CHECK_THAT(resolved, npd::testing::ContainsSubstring("[[layers]]\nwidth = 4\ndropout = 0.5\n"
                                                       "\n[[layers]]\nwidth = 8\n"));
  CHECK_THAT(resolved, npd::testing::ContainsSubstring("[[inner]]\nplugin = \"leaky\"\n"));
  CHECK(Read(resolved).document->resolved() == resolved);
  CHECK(Read(Read("").document->resolved()).shapes.seed == std::nullopt);
}

TEST_CASE("mistakes in every shape are named with their place") {
  CHECK(mistakes("seed = -1") == "main.toml:1:8: seed: -1 is not allowed; must be at least 0");
  CHECK(mistakes("seed = \"x\"") == "main.toml:1:8: seed: expected integer, found text \"x\"");
  CHECK(mistakes("sed = 1") == "main.toml:1:1: unknown key \"sed\"; did you mean \"seed\"?");
  CHECK(mistakes("first = 3") == "main.toml:1:9: first: expected table, found integer 3");
  CHECK(mistakes("first.widht = 3") ==
        "main.toml:1:7: first: unknown key \"widht\"; did you mean \"width\"?");
  CHECK(mistakes("layers = 3") ==
        "main.toml:1:10: layers: expected list of tables, found integer 3");
  CHECK(mistakes("layers = [{}, 3]") ==
        "main.toml:1:15: layers.1: expected table, found integer 3");
  CHECK(mistakes("layers = [{}, { width = 0 }]") ==
        "main.toml:1:25: layers.1.width: 0 is not allowed; must be at least 1");
  CHECK(mistakes("layers = [{ widht = 1 }]") ==
        "main.toml:1:13: layers.0: unknown key \"widht\"; did you mean \"width\"?");
  CHECK(mistakes("inner = { plugin = \"leaky\" }") ==
        "main.toml:1:9: inner: expected list of generators, found table");
  CHECK(mistakes("inner = [{ plugin = \"leaky\" }, { plugin = \"leeky\" }]") ==
        "main.toml:1:43: inner.1.plugin: generator \"leeky\" not found\nsearched: nowhere");
  CHECK(mistakes("inner = [{ plugin = \"leaky\", speed = 1 }]") ==
        "main.toml:1:30: inner.0: unknown key \"speed\"; allowed are plugin, tau_s, rank, mode, "
        "weights");
}

TEST_CASE("an override reaches an item of a list by its number, and leaves the others") {
  const Read read(everything, {"layers.0.width=5", "inner.1.rank=2", "inner.1.tau_s=0.5"});
  CHECK(read.mistakes.empty());
  REQUIRE(read.shapes.layers.size() == 2);
  CHECK(read.shapes.layers[0].width == 5);
  CHECK(read.shapes.layers[0].dropout == 0.5);
  CHECK(read.shapes.layers[1].width == 8);
  REQUIRE(read.shapes.inner.size() == 2);
  const auto made = read.shapes.inner[1].create({1, 2});
  const auto& config = dynamic_cast<const testing::Leaky&>(*made).config();
  CHECK(config.rank == 2);
  CHECK(config.tau_s == 0.5);
  CHECK_THAT(read.document->show(),
             npd::testing::ContainsSubstring("width = 5      # command line\n"
                                             "dropout = 0.5  # "));
}

TEST_CASE("overrides of items follow a list that another one gives") {
  const Read read("", {"layers=[{ width = 3 }, { width = 4 }]", "layers.1.width=6"});
  CHECK(read.mistakes.empty());
  REQUIRE(read.shapes.layers.size() == 2);
  CHECK(read.shapes.layers[0].width == 3);
  CHECK(read.shapes.layers[1].width == 6);
}

TEST_CASE("a new plugin of an item forgets the parameters of the old one") {
  const Read read(everything, {"inner.0.plugin=wrapper", "inner.0.inner={ plugin = \"leaky\" }"});
  CHECK(read.mistakes.empty());
  REQUIRE(read.shapes.inner.size() == 2);
  CHECK(read.shapes.inner[0].plugin == "wrapper");
  CHECK(read.shapes.inner[1].plugin == "leaky");
}

TEST_CASE("an override of an item that is not there says which there are") {
  CHECK(Read(everything, {"layers.2.width=5"}).mistakes ==
        "command line: layers.2.width=5: layers: has no item 2; its items are 0 to 1; to add "
        "items, give the whole list");
  CHECK(Read("layers = [{}]", {"layers.first.width=5"}).mistakes ==
        "command line: layers.first.width=5: layers: has no item first; its only item is 0; to "
        "add items, give the whole list");
  CHECK(Read("layers = []", {"layers.0.width=5"}).mistakes ==
        "command line: layers.0.width=5: layers: has no item 0; the list is empty; to add items, "
        "give the whole list");
}

TEST_CASE("a mistake in an item that an override changed is told at the override") {
  CHECK(Read(everything, {"layers.1.width=0"}).mistakes ==
        "command line: layers.1.width=0: layers.1.width: 0 is not allowed; must be at least 1");
}

}  // namespace npd::config
