#pragma once

#include "data/recording.hpp"
#include "model/lfads.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace npd::evaluation {

/// The table [sampling] of an experiment.
struct SamplingConfig {
  std::int64_t samples = 50;
  std::int64_t batch_size = 256;

  void visit(Params& p);
};

/// What a model says about every trial of a data set, averaged over posterior samples; float32,
/// (trial, time, *) or (trial, *), trials in the data set's order. Undefined where the model has no
/// such thing (a controller's, without one).
struct PosteriorAverages {
  Tensor rates;      ///< (trial, time, neuron), expected count per bin, or mean of a Gaussian
  Tensor variances;  ///< (trial, time, neuron), of a Gaussian output
  Tensor factors;
  Tensor ic_mean, ic_std;  ///< (trial, ic)
  Tensor controller_means, controller_stds, controller_states;
  Tensor generator_states, generator_inputs;
  Tensor initial_state;  ///< (trial, state)
  /// What else the generator tells, by name: (trial, time, dim), at the means of input and state.
  std::vector<std::pair<std::string, Tensor>> further;
};

/// Draws samples from the posteriors of all trials, each trial encoded once, and averages every
/// output over them; log-rates are averaged as rates, log-variances as variances.
/// \param on_trials  called often with the number of trials done, for a progress display; what it
///                   throws ends the sampling; may be empty
/// \throws NumericalError if a rate is not finite
PosteriorAverages sample_posterior(const model::Lfads& model, const data::Recording& data,
                                   const SamplingConfig& config, std::uint64_t seed,
                                   const std::function<void(std::int64_t)>& on_trials);

}  // namespace npd::evaluation
