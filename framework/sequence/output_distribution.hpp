#pragma once

#include <npd/tensor.hpp>

#include <cstdint>

namespace npd::sequence {

/// What a readout's outputs are parameters of: a Poisson distribution's log-rate of each neuron, or
/// a Gaussian's means of all neurons and behind them their log-variances.
enum class OutputDistribution { poisson, gaussian };

/// Outputs of a readout for each neuron.
inline std::int64_t parameters_per_neuron(OutputDistribution distribution) {
  return distribution == OutputDistribution::poisson ? 1 : 2;
}

/// \param parameters  (..., output)
/// \return (..., neuron), the expected count, or the Gaussian's mean
Tensor output_means(OutputDistribution distribution, const Tensor& parameters);

/// \return (..., neuron), the Gaussian's variance; undefined for a Poisson distribution
Tensor output_variances(OutputDistribution distribution, const Tensor& parameters);

}  // namespace npd::sequence
