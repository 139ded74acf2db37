#include "murray/datasets.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <map>
#include <stdexcept>
#include <string>
#include <string_view>

#include <npd/testing/catch.hpp>

using npd::testing::ContainsSubstring;

namespace {

using Rec = murray::TwoArea<murray::PositiveFeedback, false>;
using RecExt = murray::TwoArea<murray::PositiveFeedback, true>;
using Recnf = murray::TwoArea<murray::NegativeFeedback, false>;

template <class Dataset>
typename Dataset::Config small() {
  typename Dataset::Config config;
  config.simulation.task.trials = 8;
  config.simulation.observation.neurons = 6;
  return config;
}

template <class Dataset>
npd::Trials make(const typename Dataset::Config& config) {
  npd::RandomStream unused(0, "data");
  return Dataset(config).make(unused);
}

npd::Trials make_region(const std::string& region, bool give_inputs = false) {
  auto config = small<Rec>();
  config.region = region;
  npd::RandomStream unused(0, "data");
  return murray::TwoAreaDataset(config, give_inputs).make(unused);
}

at::Tensor columns_of(const npd::Trials& trials, const std::string& name, int first, int count) {
  return trials.trial_arrays.at(name).narrow(2, first, count);
}

template <class Change>
std::string key_at_fault(Change change) {
  auto config = small<Rec>();
  change(config);
  try {
    Rec dataset(config);
  } catch (const npd::ConfigError& error) {
    return error.key();
  }
  return "none";
}

const std::vector<double>& column(const npd::Trials& trials, std::string_view name) {
  return *npd::find_column(trials.trial_info, name)->numbers();
}

}  // namespace

TEST_CASE("all arrays have their shapes and types") {
  const auto trials = make<Rec>(small<Rec>());
  npd::check_shape(trials.spikes, {8, 100, 6}, "spikes");
  npd::check_shape(trials.truth.rates, {8, 100, 6}, "rates");
  CHECK(trials.spikes.scalar_type() == at::kByte);
  CHECK(trials.truth.rates.scalar_type() == at::kFloat);
  CHECK(trials.bin_s == 0.01);
  CHECK(trials.split.train.size() == 6);
  CHECK(trials.split.valid.size() == 2);
  CHECK_FALSE(trials.external_input.defined());
  CHECK_FALSE(trials.target_spikes.defined());
  const std::map<std::string, std::int64_t> widths{{"states", 4},
                                                   {"pop_rates", 4},
                                                   {"true_stimulus", 4},
                                                   {"eff_pfc_inputs", 2},
                                                   {"eff_ppc_inputs", 2}};
  CHECK(trials.trial_arrays.size() == widths.size());
  for (const auto& [name, width] : widths) {
    npd::check_shape(trials.trial_arrays.at(name), {8, 100, width}, name);
    npd::check_finite(trials.trial_arrays.at(name), name);
    CHECK(trials.trial_arrays.at(name).scalar_type() == at::kFloat);
  }
  npd::check_shape(trials.arrays.at("readout"), {2, 6}, "readout");
  npd::check_shape(trials.arrays.at("conversion_factor"), {}, "conversion_factor");
  CHECK(trials.arrays.at("conversion_factor").item<double>() == 1);
  CHECK(at::equal(trials.arrays.at("channel_order"), at::arange(6)));
  for (const char* name : {"orig_mean", "orig_std", "std_mean"}) {
    npd::check_shape(trials.arrays.at(name), {1, 1, 1}, name);
    CHECK(trials.arrays.at(name).scalar_type() == at::kDouble);
  }
}

TEST_CASE("the region decides what is latent and what is input") {
  const auto pfc = make_region("pfc");
  CHECK(at::equal(pfc.truth.latents, columns_of(pfc, "states", 2, 2)));
  CHECK(at::equal(pfc.truth.inputs, pfc.trial_arrays.at("eff_pfc_inputs")));

  const auto ppc = make_region("ppc");
  CHECK(at::equal(ppc.truth.latents, columns_of(ppc, "states", 0, 2)));
  CHECK(at::equal(ppc.truth.inputs,
                  ppc.trial_arrays.at("eff_ppc_inputs") + columns_of(ppc, "true_stimulus", 0, 2)));

  const auto all = make_region("all");
  CHECK(at::equal(all.truth.latents, all.trial_arrays.at("states")));
  CHECK(at::equal(all.truth.inputs, all.trial_arrays.at("true_stimulus")));
  npd::check_shape(all.arrays.at("readout"), {4, 6}, "readout");

  // The circuit itself does not depend on who is recorded.
  CHECK(at::equal(pfc.trial_arrays.at("states"), all.trial_arrays.at("states")));
  CHECK_FALSE(at::equal(pfc.spikes, ppc.spikes));
}

TEST_CASE("with given inputs the data are the same") {
  const auto without = make<Rec>(small<Rec>());
  const auto with = make<RecExt>(small<RecExt>());
  CHECK(at::equal(with.spikes, without.spikes));
  CHECK(at::equal(with.external_input, without.trial_arrays.at("eff_pfc_inputs")));
  CHECK(make_region("ppc", true).external_input.equal(make_region("ppc").truth.inputs));
}

TEST_CASE("the negative feedback differs in one coupling and the pulse height") {
  auto config = small<Recnf>();
  CHECK(config.j21.structure_na == -0.04);
  CHECK(config.j21.tone_na == -0.08);
  CHECK(config.simulation.task.pulse_height_na == 0.012);
  config.j21 = murray::PositiveFeedback().j21;
  config.simulation.task.pulse_height_na = 0.009;
  CHECK(at::equal(make<Recnf>(config).spikes, make<Rec>(small<Rec>()).spikes));
  CHECK_FALSE(at::equal(make<Recnf>(small<Recnf>()).spikes, make<Rec>(small<Rec>()).spikes));
}

TEST_CASE("equal seeds give equal data, other seeds other data") {
  const auto base = make<Rec>(small<Rec>());
  const auto again = make<Rec>(small<Rec>());
  CHECK(at::equal(again.spikes, base.spikes));
  CHECK(at::equal(again.truth.rates, base.truth.rates));
  CHECK(again.split.valid == base.split.valid);

  auto config = small<Rec>();
  config.simulation.task.task_seed = 1;
  CHECK_FALSE(at::equal(make<Rec>(config).truth.latents, base.truth.latents));

  config = small<Rec>();
  config.simulation.observation.observation_seed = 1;
  const auto other_neurons = make<Rec>(config);
  CHECK(at::equal(other_neurons.truth.latents, base.truth.latents));
  CHECK_FALSE(at::equal(other_neurons.truth.rates, base.truth.rates));

  config = small<Rec>();
  config.simulation.split.split_seed = 1;
  const auto other_split = make<Rec>(config);
  CHECK(at::equal(other_split.spikes, base.spikes));
  CHECK(other_split.split.valid != base.split.valid);
}

TEST_CASE("the table of trials agrees with the arrays") {
  const auto trials = make<Rec>(small<Rec>());
  CHECK(column(trials, "seed")[0] == 3653403230.0);
  const auto rates = columns_of(trials, "pop_rates", 2, 2).to(at::kDouble).contiguous();
  const auto value = rates.accessor<double, 3>();
  for (std::int64_t trial = 0; trial < 8; ++trial) {
    const auto i = static_cast<std::size_t>(trial);
    const double decision = value[trial][99][0] > value[trial][99][1] ? 0 : 1;
    const double truth = column(trials, "stim1_hz")[i] < column(trials, "stim2_hz")[i] ? 1 : 0;
    CHECK(column(trials, "decision")[i] == decision);
    CHECK(column(trials, "ground_truth")[i] == truth);
    CHECK(column(trials, "correct")[i] == (decision == truth ? 1 : 0));
    const auto reached = (rates[trial].amax(1) >= 50).nonzero();
    CHECK(column(trials, "decided")[i] == (reached.numel() > 0 ? 1 : 0));
    CHECK(column(trials, "reaction_bin")[i] ==
          (reached.numel() > 0 ? reached.min().item<double>() : 105));
  }
}

TEST_CASE("one area alone") {
  const auto trials = make<murray::SingleArea>(small<murray::SingleArea>());
  npd::check_shape(trials.spikes, {8, 100, 6}, "spikes");
  npd::check_shape(trials.trial_arrays.at("states"), {8, 100, 2}, "states");
  CHECK(at::equal(trials.truth.latents, trials.trial_arrays.at("states")));
  CHECK(at::equal(trials.truth.inputs, trials.trial_arrays.at("true_stimulus")));
  CHECK(trials.trial_arrays.count("eff_pfc_inputs") == 0);
  CHECK_FALSE(trials.external_input.defined());
  CHECK(trials.split.train.size() == 6);

  // It decides for the faster train well above chance: of 300 trials 150 are expected by chance,
  // standard deviation 8.7; task seed 0, 210 is seven deviations away.
  auto config = small<murray::SingleArea>();
  config.simulation.task.trials = 300;
  const auto many = make<murray::SingleArea>(config);
  double correct = 0;
  for (const double c : column(many, "correct")) correct += c;
  CHECK(correct > 210);
}

TEST_CASE("impossible parameters name the key") {
  CHECK(key_at_fault([](auto&) {}) == "none");
  CHECK(key_at_fault([](auto& c) { c.simulation.initial_state = {0.1, 0.1}; }) == "initial_state");
  CHECK(key_at_fault([](auto& c) { c.simulation.task.stimulus_first_bin = 11; }) ==
        "stimulus_bins");
  CHECK(key_at_fault([](auto& c) { c.simulation.split.train_fraction = 0.999; }) ==
        "train_fraction");
  CHECK(key_at_fault([](auto& c) {
          c.simulation.hidden.heldout_neurons = c.simulation.observation.neurons;
        }) == "heldout_neurons");
  CHECK(key_at_fault([](auto& c) { c.simulation.hidden.forward_bins = c.simulation.task.bins; }) ==
        "forward_bins");

  auto config = small<murray::SingleArea>();
  config.simulation.initial_state = {0.1, 0.1, 0.1, 0.1};
  CHECK_THROWS_WITH(murray::SingleArea(config),
                    ContainsSubstring("has 4 elements; this circuit has 2 populations"));
}

TEST_CASE("a circuit that diverges is an error, not data") {
  auto config = small<Rec>();
  config.simulation.background_current_na = 1e300;
  CHECK_THROWS_AS(make<Rec>(config), npd::NumericalError);
  CHECK_THROWS_WITH(make<Rec>(config), ContainsSubstring("trial 0, bin 0: the circuit diverges"));
  config.simulation.background_current_na = 0.334;
  config.simulation.task.pulse_height_na = 100;
  CHECK_THROWS_WITH(make<Rec>(config), ContainsSubstring("the circuit diverges"));
}
