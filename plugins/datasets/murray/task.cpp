#include "task.hpp"

#include "common/numpy_random.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace murray {
namespace {

// Poisson pulse counts of the stimulus bins, each pulse spread over pulse_bins bins centred on its
// own and cut off at the window's ends.
std::vector<double> pulse_train_na(const TaskConfig& task, double rate_hz,
                                   numpy::RandomState& random) {
  std::vector<std::int64_t> counts(static_cast<std::size_t>(task.stimulus_bins));
  for (auto& count : counts) count = random.poisson(rate_hz * task.bin_s);

  std::vector<double> current(counts.size());
  const std::int64_t after = (task.pulse_bins - 1) / 2;
  const std::int64_t before = task.pulse_bins - 1 - after;
  for (std::int64_t bin = 0; bin < task.stimulus_bins; ++bin) {
    std::int64_t overlapping = 0;
    for (std::int64_t at = std::max<std::int64_t>(bin - before, 0);
         at <= std::min(bin + after, task.stimulus_bins - 1); ++at) {
      overlapping += counts[static_cast<std::size_t>(at)];
    }
    current[static_cast<std::size_t>(bin)] =
        static_cast<double>(overlapping) * task.pulse_height_na;
  }
  return current;
}

// ds = -s / tau dt + sigma sqrt(2 / tau) dW, its value at the end of each bin, (time, population).
std::vector<float> noise_na(const TaskConfig& task, std::size_t populations,
                            numpy::RandomState& random) {
  const double dt_s = task.bin_s / static_cast<double>(task.noise_steps);
  const double kick_na = task.noise_sigma_na * std::sqrt(2 * dt_s / task.noise_tau_s);
  std::vector<float> noise;
  noise.reserve(static_cast<std::size_t>(task.bins) * populations);
  std::vector<double> now(populations);
  for (std::int64_t bin = 0; bin < task.bins; ++bin) {
    for (std::int64_t step = 0; step < task.noise_steps; ++step) {
      for (double& s : now) s += dt_s * (-s / task.noise_tau_s) + kick_na * random.normal();
    }
    for (const double s : now) noise.push_back(static_cast<float>(s));
  }
  return noise;
}

}  // namespace

void TaskConfig::visit(npd::Params& p) {
  p("trials", trials, "Number of trials", npd::within(2, 1e6));
  p("bins", bins, "Time bins per trial", npd::within(1, 1e5));
  p("bin_s", bin_s, "Width of a time bin", npd::above(0), "s");
  p("stimulus", stimulus, "Trains of pulses, or constant currents",
    npd::one_of({"pulses", "constant"}));
  p("stimulus_first_bin", stimulus_first_bin, "First bin of the stimulus", npd::at_least(0));
  p("stimulus_bins", stimulus_bins, "Length of the stimulus in bins", npd::at_least(1));
  p("stimulus_rates_hz", stimulus_rates_hz,
    "Pulse rates; a trial pairs the k-th with the k-th from the end", npd::within(0, 1000), "Hz");
  p("pulse_height_na", pulse_height_na, "Current of one pulse", "nA");
  p("pulse_bins", pulse_bins, "Length of one pulse in bins", npd::at_least(1));
  p("constant_stimulus_na", constant_stimulus_na,
    "Current of a constant stimulus of coherence 0 into each population", "nA");
  p("coherences_percent", coherences_percent,
    "Coherences of constant stimuli, one of which a trial has: by so much the first stimulus is "
    "stronger and the second weaker",
    npd::within(-100, 100), "%");
  p("noise_sigma_na", noise_sigma_na,
    "Stationary standard deviation of the input noise; what a bin holds spreads by "
    "1 / sqrt(1 - bin_s / (2 noise_steps noise_tau_s)) more, 1.052 times as much by default",
    npd::at_least(0), "nA");
  p("noise_tau_s", noise_tau_s, "Time constant of the input noise", npd::above(0), "s");
  p("noise_steps", noise_steps, "Steps of the input noise per bin", npd::at_least(1));
  p("start_sd", start_sd,
    "Standard deviation over trials of the synaptic gating at the start, around initial_state",
    npd::within(0, 1));
  p("task_seed", task_seed, "Seed of stimuli and noise", npd::at_least(0));
}

void TaskConfig::check() const {
  if (stimulus_bins > bins || stimulus_first_bin > bins - stimulus_bins) {
    throw npd::ConfigError(
        "stimulus_bins",
        fmt::format("a stimulus of {} bins from bin {} on does not fit into a trial of {} bins",
                    stimulus_bins, stimulus_first_bin, bins));
  }
  if (stimulus_rates_hz.empty()) {
    throw npd::ConfigError("stimulus_rates_hz", "must hold at least one rate");
  }
  if (coherences_percent.empty()) {
    throw npd::ConfigError("coherences_percent", "must hold at least one coherence");
  }
  // The explicit steps are stable below dt = 2 tau.
  if (bin_s / static_cast<double>(noise_steps) >= 2 * noise_tau_s) {
    throw npd::ConfigError(
        "noise_steps",
        fmt::format(
            "{} steps in a bin of {} s are too long for noise_tau_s = {}; give more than {}",
            noise_steps, bin_s, noise_tau_s, std::floor(bin_s / (2 * noise_tau_s))));
  }
}

std::vector<std::uint32_t> trial_seeds(const TaskConfig& task) {
  constexpr std::uint32_t highest = 0xFFFFFFFEU;
  numpy::Pcg64 random(static_cast<std::uint64_t>(task.task_seed));
  std::vector<std::uint32_t> seeds(static_cast<std::size_t>(task.trials));
  for (auto& seed : seeds) seed = random.at_most(highest);
  return seeds;
}

namespace {

using Currents = std::vector<double>;  // of the stimulus bins

std::pair<Currents, Currents> pulse_trains(const TaskConfig& task, TaskTrial& trial,
                                           numpy::RandomState& random) {
  const auto& rates_hz = task.stimulus_rates_hz;
  const std::size_t k = random.at_most(static_cast<std::uint32_t>(rates_hz.size() - 1));
  trial.stim1 = rates_hz[k];
  trial.stim2 = rates_hz[rates_hz.size() - 1 - k];
  auto first = pulse_train_na(task, trial.stim1, random);
  auto second = pulse_train_na(task, trial.stim2, random);
  return {std::move(first), std::move(second)};
}

std::pair<Currents, Currents> constant_currents(const TaskConfig& task, TaskTrial& trial,
                                                numpy::RandomState& random) {
  const auto& coherences = task.coherences_percent;
  const double c = coherences[random.at_most(static_cast<std::uint32_t>(coherences.size() - 1))];
  trial.stim1 = task.constant_stimulus_na * (1 + c / 100);
  trial.stim2 = task.constant_stimulus_na * (1 - c / 100);
  const auto bins = static_cast<std::size_t>(task.stimulus_bins);
  return {Currents(bins, trial.stim1), Currents(bins, trial.stim2)};
}

}  // namespace

TaskTrial draw_trial(const TaskConfig& task, std::size_t populations, std::uint32_t seed) {
  // The order of the draws is part of the published recipe: rates, pulses, noise.
  numpy::RandomState random(seed);
  TaskTrial trial;
  const auto [first, second] = task.has_pulses() ? pulse_trains(task, trial, random)
                                                 : constant_currents(task, trial, random);
  trial.input_na = noise_na(task, populations, random);
  trial.pulse_na.resize(trial.input_na.size());
  for (std::size_t bin = 0; bin < first.size(); ++bin) {
    const std::size_t row = (static_cast<std::size_t>(task.stimulus_first_bin) + bin) * populations;
    const auto add = [&](std::size_t at, double current) {
      trial.pulse_na[at] = static_cast<float>(current);
      trial.input_na[at] = static_cast<float>(trial.input_na[at] + current);
    };
    add(row, first[bin]);
    add(row + 1, second[bin]);
  }
  trial.start_offset.resize(populations);
  if (task.start_sd == 0) return trial;
  for (double& offset : trial.start_offset) offset = task.start_sd * random.normal();
  return trial;
}

}  // namespace murray
