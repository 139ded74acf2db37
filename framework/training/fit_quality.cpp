#include "training/fit_quality.hpp"

#include <npd/ops.hpp>

#include <cmath>
#include <limits>
#include <numbers>

namespace npd::train {

// What the likelihood of a count has beside its rate is the same in both, so it is left out.
double bits_per_spike(const Tensor& log_rates, const Tensor& all_counts, const Tensor& observed) {
  const Tensor counts = observed.defined() ? all_counts * observed : all_counts;
  const Tensor spikes = counts.sum(at::IntArrayRef{0, 1}, false, at::kDouble);
  const double all_spikes = spikes.sum().item<double>();
  if (all_spikes == 0) return std::numeric_limits<double>::quiet_NaN();
  const Tensor bins =
      observed.defined()
          ? observed.sum(at::IntArrayRef{0, 1}, false, at::kDouble).clamp_min(1)
          : at::full_like(spikes, static_cast<double>(counts.size(0) * counts.size(1)));
  const double null_nll =
      all_spikes - (spikes * at::log(spikes / bins + 1e-8)).sum().item<double>();
  Tensor terms = at::exp(log_rates) - counts * log_rates;
  if (observed.defined()) terms = terms * observed;
  return (null_nll - terms.sum(at::kDouble).item<double>()) / (all_spikes * std::numbers::ln2);
}

RegionalBitsPerSpike regional_bits_per_spike(const Tensor& log_rates, const Tensor& counts,
                                             const Tensor& observed, std::int64_t encoded_bins,
                                             std::int64_t encoded_neurons) {
  const auto bins = counts.size(1), neurons = counts.size(2);
  const auto of_block = [&](std::int64_t first_bin, std::int64_t last_bin,
                            std::int64_t first_neuron, std::int64_t last_neuron) {
    const auto block = [&](const Tensor& x) {
      if (!x.defined()) return x;
      return x.slice(1, first_bin, last_bin).slice(2, first_neuron, last_neuron);
    };
    return bits_per_spike(block(log_rates), block(counts), block(observed));
  };
  return {of_block(0, encoded_bins, 0, encoded_neurons),
          of_block(0, encoded_bins, encoded_neurons, neurons),
          of_block(encoded_bins, bins, 0, neurons)};
}

double rate_r2(const Tensor& rates, const Tensor& true_rates) {
  const Tensor residual =
      at::square(true_rates - rates).sum(at::IntArrayRef{0, 1}, false, at::kDouble);
  const Tensor mean = true_rates.mean(at::IntArrayRef{0, 1}, true);
  const Tensor total = at::square(true_rates - mean).sum(at::IntArrayRef{0, 1}, false, at::kDouble);
  return (1 - residual / total).mean().item<double>();
}

}  // namespace npd::train
