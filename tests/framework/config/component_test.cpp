#include "framework/config/test_files.hpp"

#include <functional>
#include <string>

#include <npd/testing/catch.hpp>

using namespace npd::config;
using namespace npd::config::testing;

namespace {

/// The text of the LocatedError that a call throws, without the folder's name.
std::string located_error(const TestFolder& folder, const std::function<void()>& call) {
  try {
    call();
  } catch (const LocatedError& error) {
    return folder.shorten(error.what());
  }
  return {};
}

}  // namespace

TEST_CASE("a component is created with the parameters of its table") {
  TestFolder folder;
  const auto file =
      folder.write("main.toml",
                   "[model.generator]\nplugin = \"leaky\"\nstate_dim = 12\ntau_s = 0.5\n"
                   "weights = \"w.h5\"");
  TestPlugins plugins;
  Document document = Document::load(file, {}, plugins);
  const TestHost host(document);
  const ComponentTable& table = host.generator.at(0);
  CHECK(host.state_dim == 12);
  CHECK(table.component().id == std::string("leaky"));
  CHECK(folder.shorten(table.where("tau_s")) == "main.toml:4:9: model.generator.tau_s");
  CHECK(folder.shorten(table.where()) == "main.toml:1:1: model.generator");

  const auto first = table.make<npd::Generator>({3, 12});
  const auto& leaky = dynamic_cast<const Leaky&>(*first);
  CHECK(leaky.config().tau_s == 0.5);
  CHECK(leaky.config().rank == 2);
  CHECK(leaky.config().weights == folder.path() / "w.h5");
  CHECK(leaky.shape().input_dim == 3);
  CHECK(leaky.shape().state_dim == 12);
  CHECK(table.make<npd::Generator>({3, 12}) != first);
}

TEST_CASE("a generator inside another is created with the shape that its owner gives") {
  TestFolder folder;
  const auto file = folder.write("main.toml", R"(
      [model.generator]
      plugin = "wrapper"
      [model.generator.inner]
      plugin = "wrapper"
      inner = { plugin = "leaky", rank = 3 }
  )");
  TestPlugins plugins;
  Document document = Document::load(file, {}, plugins);
  const auto made = TestHost(document).generator.at(0).make<npd::Generator>({1, 5});
  const auto& outer = dynamic_cast<const Wrapper&>(*made);
  CHECK(outer.inner_plugin() == "wrapper");
  const auto& inner = dynamic_cast<const Wrapper&>(outer.inner());
  const auto& leaky = dynamic_cast<const Leaky&>(inner.inner());
  CHECK(leaky.config().rank == 3);
  CHECK(leaky.shape().state_dim == 5);
}

TEST_CASE("a component outlives its document") {
  TestFolder folder;
  const auto file = folder.write("main.toml", "plugin = \"constant\"\nbin_s = 0.5");
  TestPlugins plugins;
  const ComponentTable table = [&] {
    Document document = Document::load(file, {}, plugins);
    ComponentTable dataset = document.root().component(npd::Kind::dataset);
    document.finish();
    return dataset;
  }();
  npd::RandomStream random(1, "data");
  CHECK(table.make<npd::Dataset>()->make(random).bin_s == 0.5);
}

TEST_CASE("metrics and readouts are created, too") {
  TestFolder folder;
  const auto file = folder.write(
      "main.toml", "[metrics.a]\nplugin = \"mixed\"\nreadout = { plugin = \"affine\" }");
  TestPlugins plugins;
  Document document = Document::load(file, {}, plugins);
  const auto made = TestHost(document).metrics.at(0).make<npd::Metric>();
  const auto& readout = dynamic_cast<const Affine&>(dynamic_cast<const Mixed&>(*made).readout());
  CHECK(readout.shape().factor_dim == 3);
  CHECK(readout.shape().output_dim == 5);

  const auto own = folder.write("own.toml", "[r]\nplugin = \"affine\"");
  Document other = Document::load(own, {}, plugins);
  const ComponentTable table = other.root().table("r").component(npd::Kind::readout);
  other.finish();
  CHECK(dynamic_cast<const Affine&>(*table.make<npd::Readout>({1, 2})).shape().output_dim == 2);
}

TEST_CASE("a constructor's complaint gets the place of its key, once") {
  TestFolder folder;
  const auto file = folder.write("main.toml", R"([model.generator]
plugin = "wrapper"
[model.generator.inner]
plugin = "leaky"
rank = 6
)");
  TestPlugins plugins;
  const auto complaint = [&](const std::vector<std::string>& overrides) {
    Document document = Document::load(file, overrides, plugins);
    const TestHost host(document);
    return located_error(folder, [&] { host.generator.at(0).make<npd::Generator>({1, 5}); });
  };
  CHECK(complaint({}) ==
        "main.toml:5:8: model.generator.inner.rank: must be at most the state's dimension");
  CHECK(complaint({"model.generator.inner.rank=7"}) ==
        "command line: model.generator.inner.rank=7: model.generator.inner.rank: must be at most "
        "the state's dimension");
  // Without a key it gets the place of the table.
  CHECK(complaint({"model.generator.inner={plugin = \"leaky\", mode = \"exact\", tau_s = 2, rank = "
                   "1}"}) == "main.toml:3:1: model.generator.inner: too slow to be exact");
  CHECK(complaint({"model.generator.inner.rank=5"}).empty());
}
