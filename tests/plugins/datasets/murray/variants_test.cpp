#include "murray/datasets.hpp"
#include "murray/shuffle.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <algorithm>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

/// \file variants_test.cpp
/// What the circuit can do besides the published task: constant stimuli, spread starts, shuffled
/// input between the areas.
using npd::testing::Approx;

namespace {

/// The circuits of [Galgali2023] at the noise of the paper, in npd's integration.
murray::PositiveFeedback paper(double self_na, double forward_na, double feedback_na) {
  murray::PositiveFeedback config;
  config.j11.structure_na = config.j22.structure_na = self_na;
  config.j12.structure_na = forward_na;
  config.j21.structure_na = feedback_na;
  auto& simulation = config.simulation;
  simulation.initial_state = {.01, .01, .01, .01};
  auto& task = simulation.task;
  task.trials = 200;
  task.bins = 120;
  task.stimulus = "constant";
  task.stimulus_first_bin = 40;
  task.stimulus_bins = 80;
  task.noise_sigma_na = 2.98e-4;
  task.start_sd = .00313;
  return config;
}

murray::Circuit circuit_of(const murray::TwoAreaConfig& c) {
  return murray::two_areas(c.j11, c.j22, c.j12, c.j21, c.simulation.background_current_na);
}

npd::Trials make(const murray::TwoAreaConfig& config) {
  npd::RandomStream unused(0, "data");
  return murray::TwoAreaDataset(config, false).make(unused);
}

/// The mean over trials of an area's summed rate in the paper's last bin of 45 ms, 1.125 to 1.170
/// s.
double final_rate_sum_hz(const npd::Trials& trials, std::int64_t area) {
  return trials.trial_arrays.at("pop_rates")
      .narrow(1, 112, 5)
      .narrow(2, area, 2)
      .to(at::kDouble)
      .sum(2)
      .mean()
      .item<double>();
}

double correlation(const npd::Tensor& a, const npd::Tensor& b) {
  const npd::Tensor x = a - a.mean(), y = b - b.mean();
  return ((x * y).sum() / (x.square().sum() * y.square().sum()).sqrt()).item<double>();
}

/// Of each trial the difference between an area's populations in one bin, double.
npd::Tensor difference(const npd::Trials& trials, std::int64_t bin, std::int64_t area) {
  const npd::Tensor states = trials.trial_arrays.at("states").select(1, bin).to(at::kDouble);
  return states.select(1, area) - states.select(1, area + 1);
}

}  // namespace

TEST_CASE("a constant stimulus flows into the first area from its onset to its end") {
  murray::TaskConfig task;
  task.stimulus = "constant";
  task.constant_stimulus_na = 0.02;
  task.coherences_percent = {50};
  task.stimulus_first_bin = 3;
  task.stimulus_bins = 4;
  task.bins = 10;
  task.noise_sigma_na = 0;
  const auto trial = murray::draw_trial(task, 4, 1);
  CHECK(trial.stim1 == Approx(0.03));
  CHECK(trial.stim2 == Approx(0.01));
  for (std::size_t bin = 0; bin < 10; ++bin) {
    const bool on = bin >= 3 && bin < 7;
    CHECK(trial.input_na[4 * bin] == Approx(on ? 0.03 : 0));
    CHECK(trial.input_na[4 * bin + 1] == Approx(on ? 0.01 : 0));
    CHECK(trial.input_na[4 * bin + 2] == 0);
  }
  CHECK(trial.pulse_na == trial.input_na);
}

TEST_CASE("trials of several coherences have each of them, and say so in nA") {
  auto config = paper(.36, .08, 0);
  config.simulation.task.bins = 50;
  config.simulation.task.stimulus_bins = 10;
  config.simulation.task.coherences_percent = {-20, 0, 20};
  const auto trials = make(config);
  REQUIRE(trials.trial_info[0].name == "stim1_na");
  auto currents = *trials.trial_info[0].numbers();
  std::sort(currents.begin(), currents.end());
  currents.erase(std::unique(currents.begin(), currents.end()), currents.end());
  REQUIRE(currents.size() == 3);
  CHECK(currents[0] == Approx(.0104));
  CHECK(currents[1] == Approx(.013));
  CHECK(currents[2] == Approx(.0156));
}

TEST_CASE("starts spread around the initial state and stay in [0, 1]") {
  auto config = paper(.36, .08, 0);
  config.simulation.task.trials = 1000;
  config.simulation.task.bins = 45;
  config.simulation.task.stimulus_bins = 5;
  const auto simulation = murray::simulate_trials(config.simulation, circuit_of(config));
  double sum = 0, squares = 0;
  for (const double s : simulation.starts) {
    REQUIRE(s >= 0);
    sum += s - .01;
    squares += (s - .01) * (s - .01);
  }
  const auto count = static_cast<double>(simulation.starts.size());
  // Five standard errors of 4000 draws; one in 1400 is cut off at 0.
  CHECK(std::abs(sum / count) < 5 * .00313 / std::sqrt(count));
  CHECK(std::sqrt(squares / count) == Approx(.00313).epsilon(0.06));
}

TEST_CASE("the paper's two networks end at the paper's rates") {
  // Means of 2000 trials of the original's own integration.
  const auto local = make(paper(.36, .08, 0));
  CHECK(final_rate_sum_hz(local, 0) == Approx(24.84).epsilon(0.02));
  CHECK(final_rate_sum_hz(local, 2) == Approx(4.81).epsilon(0.02));
  const auto long_range = make(paper(.20, .24, .24));
  CHECK(final_rate_sum_hz(long_range, 0) == Approx(24.75).epsilon(0.02));
  CHECK(final_rate_sum_hz(long_range, 2) == Approx(4.82).epsilon(0.02));
}

TEST_CASE("shuffled input takes what a trial's PFC inherits from its own PPC") {
  auto config = paper(.36, .08, 0);
  const auto own = make(config);
  config.shuffled_input = "pfc";
  const auto shuffled = make(config);
  const auto states = [](const npd::Trials& trials, std::int64_t area) {
    return trials.trial_arrays.at("states").narrow(2, area, 2);
  };
  CHECK(at::equal(states(own, 0), states(shuffled, 0)));
  CHECK_FALSE(at::equal(states(own, 2), states(shuffled, 2)));
  CHECK(*own.trial_info[3].numbers() == *shuffled.trial_info[3].numbers());

  // Among trials of one choice the two areas went together, and no longer do.
  std::vector<std::int64_t> chosen;
  for (std::size_t i = 0; i < 200; ++i) {
    if ((*own.trial_info[3].numbers())[i] == 1) chosen.push_back(static_cast<std::int64_t>(i));
  }
  REQUIRE(own.trial_info[3].name == "decision");
  const auto of_choice = [&](const npd::Tensor& x) {
    return at::index_select(x, 0, at::tensor(chosen, at::TensorOptions(at::kLong)));
  };
  const auto together = [&](const npd::Trials& trials) {
    return correlation(of_choice(difference(trials, 110, 0)),
                       of_choice(difference(trials, 110, 2)));
  };
  CHECK(together(own) > 0.8);
  CHECK(std::abs(together(shuffled)) < 0.5);
}

TEST_CASE("shuffling gives each bin every trial's input once, and within a choice") {
  const auto config = paper(.36, .08, 0);
  auto simulation = murray::simulate_trials(config.simulation, circuit_of(config));
  const auto before = simulation;
  const auto donors =
      murray::shuffle_input(config.simulation, circuit_of(config), 2, 2, simulation);
  std::vector<std::size_t> of_bin;
  for (std::size_t trial = 0; trial < 200; ++trial) {
    of_bin.push_back(donors[trial * 120 + 60]);
    REQUIRE(murray::chose_second(before, trial, 2) ==
            murray::chose_second(before, of_bin.back(), 2));
  }
  std::sort(of_bin.begin(), of_bin.end());
  for (std::size_t trial = 0; trial < 200; ++trial) REQUIRE(of_bin[trial] == trial);
}

TEST_CASE("trials that are all alike stay as they are when they are shuffled") {
  auto config = paper(.36, .08, .08);
  config.simulation.task.noise_sigma_na = 0;
  config.simulation.task.start_sd = 0;
  config.simulation.task.trials = 5;
  const auto own = make(config);
  config.shuffled_input = "pfc";
  const auto shuffled = make(config);
  CHECK(at::allclose(own.trial_arrays.at("states"), shuffled.trial_arrays.at("states"), 0, 1e-6));
  CHECK(at::allclose(own.truth.inputs, shuffled.truth.inputs, 0, 1e-8));
}

TEST_CASE("a shuffled circuit is no dynamical system") {
  auto config = paper(.36, .08, 0);
  config.simulation.task.trials = 5;
  config.shuffled_input = "pfc";
  murray::TwoAreaDataset dataset(config, false);
  npd::RandomStream unused(0, "data");
  dataset.make(unused);
  CHECK(dataset.system().whole.system == nullptr);
  CHECK(dataset.system().recorded.system != nullptr);
}

TEST_CASE("the second is chosen where it has the larger rate at the end, or both are equal") {
  murray::Simulation simulation;
  simulation.trials = 3;
  simulation.bins = 2;
  simulation.populations = 3;
  // Of each trial two bins of three populations; 1 and 2 decide.
  simulation.rates_hz = {0, 9, 1, 0, 2, 3, /**/ 0, 1, 9, 0, 3, 2, /**/ 0, 9, 1, 0, 2, 2};
  CHECK(murray::chose_second(simulation, 0, 1));
  CHECK_FALSE(murray::chose_second(simulation, 1, 1));
  CHECK(murray::chose_second(simulation, 2, 1));
}

TEST_CASE("neurons by area see the populations of their own area") {
  murray::PositiveFeedback config;
  config.simulation.task.trials = 5;
  config.simulation.observation.neurons = 3;
  config.region = "all";
  const auto dense = make(config);
  CHECK(dense.spikes.size(2) == 3);
  CHECK(npd::find_column(dense.neuron_info, "area") == nullptr);
  config.observation = "by_area";
  murray::TwoAreaDataset dataset(config, false);
  npd::RandomStream unused(0, "data");
  const auto trials = dataset.make(unused);

  CHECK(trials.spikes.sizes() == at::IntArrayRef({5, 100, 6}));
  const auto* area = npd::find_column(trials.neuron_info, "area");
  REQUIRE(area != nullptr);
  CHECK(*area->texts() == std::vector<std::string>{"ppc", "ppc", "ppc", "pfc", "pfc", "pfc"});
  const npd::Tensor readout = trials.arrays.at("readout");
  REQUIRE(readout.sizes() == at::IntArrayRef({4, 6}));
  for (std::int64_t latent = 0; latent < 4; ++latent) {
    for (std::int64_t neuron = 0; neuron < 6; ++neuron) {
      const bool same = latent / 2 == neuron / 3;
      CHECK((readout[latent][neuron].item<double>() != 0) == same);
    }
  }
  // The true system has the same map: states of the PFC move its own neurons and no others.
  const auto system = dataset.system().recorded.system;
  const npd::Tensor at_rest = at::full({1, 4}, 0.1, at::TensorOptions(at::kDouble));
  npd::Tensor moved = at_rest.clone();
  moved[0][2] = 0.5;
  const npd::Tensor change = (system->outputs(moved) - system->outputs(at_rest))[0];
  CHECK(change.narrow(0, 0, 3).abs().max().item<double>() == 0);
  CHECK(change.narrow(0, 3, 3).abs().min().item<double>() > 0);
}

TEST_CASE("of neurons by area as many can be held out as both areas have, but one") {
  murray::PositiveFeedback config;
  config.simulation.task.trials = 5;
  config.simulation.observation.neurons = 3;
  config.region = "all";
  config.observation = "by_area";
  config.simulation.hidden.heldout_neurons = 5;
  const auto trials = make(config);
  CHECK(trials.spikes.size(2) == 1);
  CHECK(trials.target_spikes.size(2) == 6);
  config.simulation.hidden.heldout_neurons = 6;
  CHECK_THROWS_WITH(make(config), npd::testing::ContainsSubstring("6 of 6 neurons leave none"));
}

TEST_CASE("one area alone is seen the same by area or not") {
  murray::PositiveFeedback config;
  config.simulation.task.trials = 5;
  const auto dense = make(config);
  config.observation = "by_area";
  const auto same = make(config);
  CHECK(at::equal(dense.spikes, same.spikes));
  CHECK((dense.neuron_info == same.neuron_info));
}
