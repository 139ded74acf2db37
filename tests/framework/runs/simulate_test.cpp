#include "runs/simulate.hpp"

#include "host/registry.hpp"
#include "host/search.hpp"

#include <npd/error.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <fstream>

#include <npd/testing/catch.hpp>

namespace {

using npd::testing::ContainsSubstring;

npd::Trials simulated(const std::string& text) {
  static npd::host::Registry registry(npd::host::search({{"", NPD_PLUGIN_DIR}}));
  const npd::testing::TemporaryFolder folder;
  const auto file = folder / "data.toml";
  std::ofstream(file) << text;
  return npd::runs::simulate(file, {}, registry).trials;
}

const std::string drawn_from_12 =
    "[dataset]\nplugin = \"subsample\"\nneurons = 3\n[dataset.of]\nplugin = \"lorenz\"\n"
    "conditions = 3\ntrials_per_condition = 4\nneurons = 12\n";

}  // namespace

TEST_CASE("a data set that wraps another makes trials of it") {
  CHECK(simulated(drawn_from_12).spikes.size(2) == 3);
}

TEST_CASE("what a data set finds wrong with its parameters has their place in the file") {
  CHECK_THROWS_WITH(
      simulated("[dataset]\nplugin = \"subsample\"\nneurons = 13\n[dataset.of]\n"
                "plugin = \"lorenz\"\nconditions = 3\ntrials_per_condition = 4\nneurons = 12\n"),
      ContainsSubstring("data.toml:3:11: dataset.neurons: dataset \"subsample\"") &&
          ContainsSubstring("make: 13 are more than the data set has; at most 12"));
}

TEST_CASE("so has what an inner data set finds wrong with its own") {
  CHECK_THROWS_WITH(
      simulated("[dataset]\nplugin = \"subsample\"\n[dataset.of]\nplugin = \"subsample\"\n"
                "neurons = 13\n[dataset.of.of]\nplugin = \"lorenz\"\nconditions = 3\n"
                "trials_per_condition = 4\nneurons = 12\n"),
      ContainsSubstring("data.toml:5:11: dataset.of.neurons: dataset \"subsample\""));
}
