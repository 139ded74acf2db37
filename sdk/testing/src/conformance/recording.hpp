#pragma once

#include <npd/metric.hpp>

#include <map>
#include <string>

/// \file recording.hpp
/// The small recordings that metrics are tried on: every array and fact is there, some neurons are
/// held out, some bins predicted, and rates and latents tell conditions and behaviour.
namespace npd::testing {

/// Estimates that are the truth itself, and spikes that were drawn from its rates.
Evaluation perfect_evaluation();

/// The same with estimates that are off by as much as the truth varies.
Evaluation noisy_evaluation();

/// The same trials in another order.
Evaluation permuted(const Evaluation& evaluation);

/// The same with other rates and spikes in one region.
Evaluation spoilt_in(Evaluation evaluation, Region region);

/// The same where the last bins of every third trial, and in one trial one neuron, were not
/// recorded: spikes and truth are NaN there.
Evaluation with_gaps(Evaluation evaluation);

/// The same with other estimates in bins in which nothing was recorded.
Evaluation spoilt_in_gaps(Evaluation evaluation);

/// All arrays with a trial axis by name, "truth.rates".
std::map<std::string, const Tensor*> trial_arrays_of(const Evaluation& evaluation);

}  // namespace npd::testing
