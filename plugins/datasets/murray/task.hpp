#pragma once

#include <npd/params.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

/// \file task.hpp
/// Pulse discrimination: two trains of current pulses, one into each population of the first area;
/// which train is faster? On top of them every population receives Ornstein-Uhlenbeck noise.
namespace murray {

/// The stimuli and the noise, with the published values.
struct TaskConfig {
  std::int64_t trials = 1000;
  std::int64_t bins = 100;
  double bin_s = 0.01;
  std::int64_t stimulus_first_bin = 5;
  std::int64_t stimulus_bins = 90;
  std::vector<double> stimulus_rates_hz = {4, 8, 12, 16, 20, 24, 28, 32};
  double pulse_height_na = 0.009;
  std::int64_t pulse_bins = 5;
  double noise_sigma_na = 0.009;
  double noise_tau_s = 0.002;
  std::int64_t noise_steps = 26;
  std::int64_t task_seed = 0;

  void visit(npd::Params& p);

  /// \throws ConfigError naming the parameter, if the stimulus does not fit into the trial, no rate
  ///         is given, or the noise's steps are too long for its time constant
  void check() const;
};

/// One trial's stimuli, and the currents they and the noise make.
struct TaskTrial {
  double stim1_hz = 0;          ///< pulse rate into the first population
  double stim2_hz = 0;          ///< pulse rate into the second population
  std::vector<float> pulse_na;  ///< the stimuli alone, (time, population)
  std::vector<float> input_na;  ///< stimuli and noise, (time, population)
};

/// One seed for each trial, all from the task seed.
std::vector<std::uint32_t> trial_seeds(const TaskConfig& task);

/// Draws one trial. The rates are opposite entries of `stimulus_rates_hz`: the k-th and the k-th
/// from the end.
/// \param populations  at least 2; all have noise, the first two have pulses
TaskTrial draw_trial(const TaskConfig& task, std::size_t populations, std::uint32_t seed);

}  // namespace murray
