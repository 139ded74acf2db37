#pragma once

#include <npd/params.hpp>
#include <npd/tensor.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

/// \file observation.hpp
/// Neurons that see the recorded populations: log rates are random mixtures of the latents,
/// standardised over the whole data set; spike counts are Poisson.
namespace murray {

struct ObservationConfig {
  std::int64_t neurons = 30;
  double mean_log_rate = -3;
  std::int64_t max_count = 5;
  std::int64_t observation_seed = 0;
  /// Groups of neurons, each of which sees an equal part of the latents and nothing else. No
  /// parameter: the data set knows.
  std::int64_t groups = 1;

  void visit(npd::Params& p);
  std::int64_t all_neurons() const { return groups * neurons; }
};

/// What the neurons did, and the map that made them do it. A row is one (trial, time).
struct Observation {
  std::vector<double> readout;       ///< W, (latent, neuron), uniform in [-1, 1), 0 across groups
  double mixture_mean = 0;           ///< of latents W, over everything
  double mixture_std = 0;            ///< likewise
  double centred_mean = 0;           ///< what rounding leaves of the mean after its removal
  std::vector<float> rates;          ///< (row, neuron), expected spikes per bin
  std::vector<std::uint8_t> spikes;  ///< (row, neuron), at most max_count
};

/// rate = exp((latents W - mean) / (std + 1e-5) + mean_log_rate), the same mean and std for all.
/// \param latents  (row, latent)
/// \param bins     rows per trial, for the error message
/// \throws NumericalError naming trial, bin and neuron if a rate is above 1000 spikes per bin
Observation observe(const ObservationConfig& config, const std::vector<float>& latents,
                    std::size_t latent_dim, std::size_t bins);

/// That map for latents that were not observed.
struct RateMap {
  npd::Tensor readout;  ///< W (latent, neuron)
  double offset = 0;    ///< of the log rates
  double scale = 1;     ///< of the mixture

  /// (point, latent) -> expected spikes per bin, (point, neuron); float64.
  npd::Tensor operator()(const npd::Tensor& latents) const;
};

RateMap rate_map(const ObservationConfig& config, const Observation& observation);

}  // namespace murray
