#pragma once

#include <npd/tensor.hpp>

#include <cstdint>
#include <limits>

namespace npd::train {

/// How much better than each neuron's mean count the rates explain the counts [Pei2021]:
/// (NLL0 - NLL) / (spikes ln 2), both full Poisson likelihoods; NLL0 uses the mean count over this
/// batch. NaN without spikes.
/// \param log_rates, counts  (batch, time, neuron)
/// \param observed           0/1, shaped as the counts: those to look at; undefined: all
double bits_per_spike(const Tensor& log_rates, const Tensor& counts, const Tensor& observed = {});

/// Bits per spike by what the model had seen of the counts; NaN where there is no such part.
struct RegionalBitsPerSpike {
  static constexpr double none = std::numeric_limits<double>::quiet_NaN();
  double encoded = none;            ///< encoded neurons in encoded bins
  double held_out = none;           ///< the neurons behind them, in encoded bins: co-smoothing
  double forward_predicted = none;  ///< all neurons in the bins after the encoded ones
};

/// \param encoded_bins, encoded_neurons  how much of the counts the encoders see
RegionalBitsPerSpike regional_bits_per_spike(const Tensor& log_rates, const Tensor& counts,
                                             const Tensor& observed, std::int64_t encoded_bins,
                                             std::int64_t encoded_neurons);

/// Mean over neurons of 1 - SSres / SStot of the rates against the true ones, over all trials and
/// bins.
/// \param rates, true_rates  (batch, time, neuron)
double rate_r2(const Tensor& rates, const Tensor& true_rates);

}  // namespace npd::train
