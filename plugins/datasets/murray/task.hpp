#pragma once

#include <npd/params.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// \file task.hpp
/// Discrimination of two stimuli, one into each population of the first area: trains of current
/// pulses, of which one is faster, or constant currents, of which one may be stronger. On top of
/// them every population receives Ornstein-Uhlenbeck noise.
namespace murray {

/// The stimuli and the noise, with the published values.
struct TaskConfig {
  std::int64_t trials = 1000;
  std::int64_t bins = 100;
  double bin_s = 0.01;
  std::string stimulus = "pulses";
  std::int64_t stimulus_first_bin = 5;
  std::int64_t stimulus_bins = 90;
  std::vector<double> stimulus_rates_hz = {4, 8, 12, 16, 20, 24, 28, 32};
  double pulse_height_na = 0.009;
  std::int64_t pulse_bins = 5;
  double constant_stimulus_na = 0.013;
  std::vector<double> coherences_percent = {0};
  double noise_sigma_na = 0.009;
  double noise_tau_s = 0.002;
  std::int64_t noise_steps = 26;
  double start_sd = 0;
  std::int64_t task_seed = 0;

  void visit(npd::Params& p);

  /// \throws ConfigError naming the parameter, if the stimulus does not fit into the trial, no rate
  ///         is given, or the noise's steps are too long for its time constant
  void check() const;

  bool has_pulses() const { return stimulus == "pulses"; }
};

/// One trial's stimuli, and the currents they and the noise make.
struct TaskTrial {
  double stim1 = 0;  ///< into the first population, a pulse rate in Hz or a current in nA
  double stim2 = 0;  ///< into the second population
  std::vector<float> pulse_na;       ///< the stimuli alone, (time, population)
  std::vector<double> start_offset;  ///< of S at the start, one for each population
  std::vector<float> input_na;       ///< stimuli and noise, (time, population)
};

/// One seed for each trial, all from the task seed.
std::vector<std::uint32_t> trial_seeds(const TaskConfig& task);

/// Draws one trial. Pulse rates are opposite entries of `stimulus_rates_hz`: the k-th and the k-th
/// from the end; constant currents are constant_stimulus_na (1 +- c / 100), c one of
/// `coherences_percent`.
/// \param populations  at least 2; all have noise, the first two have stimuli
TaskTrial draw_trial(const TaskConfig& task, std::size_t populations, std::uint32_t seed);

}  // namespace murray
