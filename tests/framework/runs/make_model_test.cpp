#include "runs/make_model.hpp"

#include "host/registry.hpp"
#include "host/search.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <cmath>
#include <fstream>
#include <map>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

namespace npd::runs {
namespace {

using testing::Approx;
using testing::ContainsSubstring;

const std::string small =
    "[dataset]\nplugin = \"murray_rec_pfc\"\n[model]\nic_enc_dim = 3\nci_enc_dim = 3\ncon_dim = 3\n"
    "[model.generator]\nplugin = \"gru\"\nstate_dim = 2\n[model.readout]\nplugin = \"linear\"\n";

/// Three trials of two bins and two neurons: 0 and 2 train, with 6 counts of neuron 0 and none
/// of 1.
Trials three_trials() {
  Trials trials;
  trials.spikes = at::zeros({3, 2, 2});
  trials.spikes.select(2, 0).fill_(1.5);
  trials.spikes.select(0, 1).fill_(9);
  trials.split = {{0, 2}, {1}, {}};
  return trials;
}

std::map<std::string, Tensor> weights_of(const std::vector<std::string>& overrides) {
  static host::Registry registry(host::search({{"", NPD_PLUGIN_DIR}}));
  const testing::TemporaryFolder folder;
  const auto file = folder / "small.toml";
  std::ofstream(file) << small;
  auto document = config::Document::load(file, overrides, registry);
  const auto experiment = read_experiment(document, file);
  const auto made = make_model(experiment, data::Recording(three_trials()));
  std::map<std::string, Tensor> weights;
  for (const auto& weight : made.model->weights()) weights[weight.name] = weight.value.detach();
  return weights;
}

Tensor readout_bias(const std::vector<std::string>& overrides) {
  return weights_of(overrides).at("readout.bias");
}

}  // namespace

TEST_CASE("the weights of a model are drawn by the experiment's seed") {
  const auto once = weights_of({}), again = weights_of({}), other = weights_of({"seed=1"});
  bool drawn = false;
  for (const auto& [name, value] : once) {
    CHECK(at::equal(value, again.at(name)));
    drawn = drawn || !at::equal(value, other.at(name));
  }
  CHECK(drawn);
}

TEST_CASE("the readout's bias starts at zero, or at the mean rates of training trials") {
  CHECK(at::equal(readout_bias({}), at::zeros({2})));
  const auto bias = readout_bias({"model.readout_bias=\"mean_rates\""});
  CHECK(bias[0].item<double>() == Approx(std::log(1.5)).epsilon(1e-6));
  CHECK(bias[1].item<double>() == Approx(std::log(0.5 / 4)).epsilon(1e-6));  // half a count
}

TEST_CASE("of a Gaussian output the bias starts at the means, with variances of 1") {
  const auto bias =
      readout_bias({"model.readout_bias=\"mean_rates\"", "model.output=\"gaussian\""});
  REQUIRE(bias.numel() == 4);
  CHECK(bias[0].item<double>() == Approx(1.5));
  CHECK(bias[2].item<double>() == 0);
  CHECK(bias[3].item<double>() == 0);
}

TEST_CASE("a readout without a bias refuses to start at the mean rates, at the key's place") {
  CHECK_THROWS_WITH(
      readout_bias({"model.readout_bias=\"mean_rates\"", "model.readout.plugin=\"flow\""}),
      ContainsSubstring("model.readout_bias: \"mean_rates\" asks the readout \"flow\" for a bias, "
                        "which it does not have; use \"zero\""));
}

}  // namespace npd::runs
