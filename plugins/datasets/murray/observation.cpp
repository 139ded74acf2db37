#include "observation.hpp"

#include "common/numpy_random.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace murray {
namespace {

constexpr double std_floor = 1e-5;
constexpr double highest_rate = 1000;  // per bin

double mean(const std::vector<double>& values) {
  return std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

// W (latent, neuron), row by row; across groups nothing is drawn.
std::vector<double> draw_readout(const ObservationConfig& config, std::size_t latent_dim,
                                 numpy::Pcg64& random) {
  const auto groups = static_cast<std::size_t>(config.groups);
  const auto of_group = static_cast<std::size_t>(config.neurons), all = groups * of_group;
  std::vector<double> readout(latent_dim * all);
  for (std::size_t latent = 0; latent < latent_dim; ++latent) {
    const std::size_t group = latent * groups / latent_dim;
    double* first = &readout[latent * all + group * of_group];
    std::generate_n(first, of_group, [&] { return -1 + 2 * random.uniform(); });
  }
  return readout;
}

// latents W, (row, neuron)
std::vector<double> mix(const std::vector<float>& latents, const std::vector<double>& readout,
                        std::size_t latent_dim, std::size_t neurons) {
  const std::size_t rows = latents.size() / latent_dim;
  std::vector<double> mixture(rows * neurons);
  for (std::size_t row = 0; row < rows; ++row) {
    for (std::size_t latent = 0; latent < latent_dim; ++latent) {
      const double value = latents[row * latent_dim + latent];
      for (std::size_t neuron = 0; neuron < neurons; ++neuron) {
        mixture[row * neurons + neuron] += value * readout[latent * neurons + neuron];
      }
    }
  }
  return mixture;
}

// Brings the mixture to mean 0 and standard deviation 1, over everything.
void standardise(std::vector<double>& mixture, Observation& out) {
  out.mixture_mean = mean(mixture);
  for (double& value : mixture) value -= out.mixture_mean;
  out.centred_mean = mean(mixture);
  double squares = 0;
  for (const double value : mixture) {
    squares += (value - out.centred_mean) * (value - out.centred_mean);
  }
  out.mixture_std = std::sqrt(squares / static_cast<double>(mixture.size()));
  for (double& value : mixture) {
    value = out.centred_mean + (value - out.centred_mean) / (out.mixture_std + std_floor);
  }
}

}  // namespace

void ObservationConfig::visit(npd::Params& p) {
  p("neurons", neurons, "Recorded neurons; with observation = \"by_area\" those of each area",
    npd::within(1, 1e5));
  p("mean_log_rate", mean_log_rate, "Mean log of the expected spikes per bin", npd::within(-20, 5));
  p("max_count", max_count, "Largest spike count of a bin; larger ones are cut",
    npd::within(1, 255));
  p("observation_seed", observation_seed, "Seed of readout and spikes", npd::at_least(0));
}

Observation observe(const ObservationConfig& config, const std::vector<float>& latents,
                    std::size_t latent_dim, std::size_t bins) {
  const auto neurons = static_cast<std::size_t>(config.all_neurons());
  // The readout and the spikes come from one stream, in this order.
  numpy::Pcg64 random(static_cast<std::uint64_t>(config.observation_seed));
  Observation out;
  out.readout = draw_readout(config, latent_dim, random);
  std::vector<double> activity = mix(latents, out.readout, latent_dim, neurons);
  standardise(activity, out);
  out.rates.reserve(activity.size());
  out.spikes.reserve(activity.size());
  for (std::size_t i = 0; i < activity.size(); ++i) {
    const double rate = std::exp(activity[i] + config.mean_log_rate);
    if (!(rate <= highest_rate)) {
      throw npd::NumericalError(
          fmt::format("trial {}, bin {}, neuron {}: the expected count is {:.3g} spikes per bin, "
                      "at most {} are "
                      "possible; lower mean_log_rate (now {})",
                      i / neurons / bins, i / neurons % bins, i % neurons, rate, highest_rate,
                      config.mean_log_rate));
    }
    out.rates.push_back(static_cast<float>(rate));
    const auto count = std::min(random.poisson(rate), config.max_count);
    out.spikes.push_back(static_cast<std::uint8_t>(count));
  }
  return out;
}

npd::Tensor RateMap::operator()(const npd::Tensor& latents) const {
  return at::exp(at::matmul(latents, readout) * scale + offset);
}

RateMap rate_map(const ObservationConfig& config, const Observation& o) {
  const double scale = 1 / (o.mixture_std + std_floor);
  const double offset =
      config.mean_log_rate + o.centred_mean - (o.mixture_mean + o.centred_mean) * scale;
  const auto neurons = config.all_neurons();
  const auto latents = static_cast<std::int64_t>(o.readout.size()) / neurons;
  return {at::tensor(o.readout, at::TensorOptions(at::kDouble)).reshape({latents, neurons}), offset,
          scale};
}

}  // namespace murray
