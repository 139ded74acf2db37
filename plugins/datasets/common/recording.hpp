#pragma once

#include <npd/dataset.hpp>
#include <npd/params.hpp>

#include <cstdint>

/// \file recording.hpp
/// What simulated data sets of known dynamics share: how many trials there are, and Poisson neurons
/// that see latents.
namespace simulated {

/// Parameters of every data set here.
struct TrialConfig {
  std::int64_t bins = 100;
  double train_fraction = 0.8;
  std::int64_t data_seed = 0;

  void visit(npd::Params& p);
};

/// Trials by condition.
struct RecordingConfig : TrialConfig {
  RecordingConfig(std::int64_t how_many, std::int64_t trials_of_each)
      : conditions(how_many), trials_per_condition(trials_of_each) {}

  std::int64_t conditions;
  std::int64_t trials_per_condition;

  void visit(npd::Params& p);
  std::int64_t trials() const { return conditions * trials_per_condition; }
};

/// Neurons whose log rates are linear in the latents.
struct LogLinearConfig {
  std::int64_t neurons = 30;
  double loading_sd = 0.5;
  double lowest_rate = 0.05;
  double highest_rate = 0.3;

  void visit(npd::Params& p);

  /// \throws ConfigError naming the parameter
  void check() const;
};

/// rate = exp(C' z + b), in expected spikes per bin.
struct LogLinear {
  npd::Tensor loadings;  ///< C (latent, neuron)
  npd::Tensor offsets;   ///< b (neuron)

  npd::Tensor operator()(const npd::Tensor& latents) const;
};

/// Loadings are normal, exp(b) is uniform between the lowest and the highest rate.
LogLinear draw_log_linear(const LogLinearConfig& config, std::int64_t latents,
                          npd::RandomStream& random);

/// A tensor of standard normal draws, float64.
npd::Tensor normals(at::IntArrayRef shape, npd::RandomStream& random);

/// One row for each condition becomes one for each trial; trials of a condition follow each other.
npd::Tensor for_each_trial(const RecordingConfig& config, const npd::Tensor& of_conditions);

/// The states at the end of each bin, (trial, time, state), by steps from the starts.
npd::Tensor run(const npd::DrivenSystem& driven);

/// The trials of a system whose whole state is known: counts are Poisson, the truth is that of the
/// system, the split is seeded.
/// \throws NumericalError naming trial, bin and neuron if a rate is above 1000 spikes per bin
npd::Trials record(const TrialConfig& config, const npd::DrivenSystem& driven,
                   npd::RandomStream& random);

/// The same with the condition of each trial.
npd::Trials record(const RecordingConfig& config, const npd::DrivenSystem& driven,
                   npd::RandomStream& random);

}  // namespace simulated
