#pragma once

#include <npd/tensor.hpp>

namespace npd::train {

/// How much better than each neuron's mean count the rates explain the counts [Pei2021]:
/// (NLL0 - NLL) / (spikes ln 2), both full Poisson likelihoods; NLL0 uses the mean count over this
/// batch. NaN without spikes.
/// \param log_rates, counts  (batch, time, neuron)
double bits_per_spike(const Tensor& log_rates, const Tensor& counts);

/// Mean over neurons of 1 - SSres / SStot of exp(log_rates) against the true rates, over all trials
/// and bins.
/// \param log_rates, true_rates  (batch, time, neuron)
double rate_r2(const Tensor& log_rates, const Tensor& true_rates);

}  // namespace npd::train
