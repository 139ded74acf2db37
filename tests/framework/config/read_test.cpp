#include "framework/config/test_files.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::config;
using namespace npd::config::testing;
using npd::testing::Equals;

TEST_CASE("every type of parameter is read") {
  TestFolder folder;
  const auto file = folder.write("main.toml", R"(
      [model]
      co_dim = 9223372036854775807
      dropout = 0
      prior = "mvn"
      verbose = true
      output = "/results"
      widths = []
      scales = [1, 2.5]
      tags = ["a", "μ"]
  )");
  TestPlugins plugins;
  Document document = Document::load(file, {}, plugins);
  const ModelConfig model = TestHost(document).model;
  CHECK(model.co_dim == std::numeric_limits<std::int64_t>::max());
  CHECK(model.dropout == 0);
  CHECK(model.prior == "mvn");
  CHECK(model.verbose);
  CHECK(model.output == "/results");
  CHECK(model.widths.empty());
  CHECK(model.scales == std::vector<double>{1, 2.5});
  CHECK(model.tags == std::vector<std::string>{"a", "μ"});
}

TEST_CASE("what is not written keeps its default") {
  TestFolder folder;
  TestPlugins plugins;
  Document document = Document::load(folder.write("main.toml", ""), {}, plugins);
  const TestHost host(document);
  CHECK(host.model.co_dim == 4);
  CHECK(host.model.widths == std::vector<std::int64_t>{64, 32});
  CHECK(host.generator.empty());
  CHECK_FALSE(document.root().table("model").present());
}

TEST_CASE("tables are listed in the order of the file") {
  TestFolder folder;
  const auto file = folder.write("main.toml", "[t.zeta]\n[t.alpha]\n[t]\nkey = 1\n[t.mid]");
  TestPlugins plugins;
  const Document document = Document::load(file, {}, plugins);
  CHECK(document.root().table("t").tables() == std::vector<std::string>{"zeta", "alpha", "mid"});
  CHECK(document.root().table("none").tables().empty());
}

TEST_CASE("where names the place of a key, or of the table nearest above it") {
  TestFolder folder;
  const auto file = folder.write("main.toml", "\n[model]\nco_dim = 3\n");
  TestPlugins plugins;
  const Document document = Document::load(file, {"model.dropout=0.5"}, plugins);
  const Section model = document.root().table("model");
  CHECK(folder.shorten(model.where("co_dim")) == "main.toml:3:10: model.co_dim");
  CHECK(folder.shorten(model.where("prior")) == "main.toml:2:1: model.prior");
  CHECK(folder.shorten(model.where()) == "main.toml:2:1: model");
  CHECK(folder.shorten(document.root().where()) == "main.toml:1:1");
  CHECK(model.where("dropout") == "command line: model.dropout=0.5: model.dropout");
}

TEST_CASE("mistakes that only the host sees are reported with the others") {
  TestFolder folder;
  const auto file = folder.write("main.toml", "[model]\nco_dim = 3\nverbose = 1\n");
  TestPlugins plugins;
  Document document = Document::load(file, {}, plugins);
  const Section model = document.root().table("model");
  ModelConfig config;
  model.read([&](npd::Params& p) { config.visit(p); });
  model.error("co_dim", "must be 0 without a controller");
  model.error("", "says too little");
  std::string message;
  try {
    document.finish();
  } catch (const npd::ConfigError& error) {
    message = folder.shorten(error.what());
  }
  CHECK_THAT(message, Equals("main.toml:1:1: model: says too little\n"
                             "main.toml:2:10: model.co_dim: must be 0 without a controller\n"
                             "main.toml:3:11: model.verbose: expected true or false, found integer "
                             "1"));
}
