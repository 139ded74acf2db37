#include "training/fit_quality.hpp"

#include <npd/ops.hpp>

#include <cmath>
#include <limits>
#include <numbers>

namespace npd::train {

// What the likelihood of a count has beside its rate is the same in both, so it is left out.
double bits_per_spike(const Tensor& log_rates, const Tensor& counts) {
  const Tensor spikes = counts.sum(at::IntArrayRef{0, 1}, false, at::kDouble);
  const double all_spikes = spikes.sum().item<double>();
  if (all_spikes == 0) return std::numeric_limits<double>::quiet_NaN();
  const Tensor mean = spikes / static_cast<double>(counts.size(0) * counts.size(1));
  const double null_nll = all_spikes - (spikes * at::log(mean + 1e-8)).sum().item<double>();
  const double nll = (at::exp(log_rates) - counts * log_rates).sum(at::kDouble).item<double>();
  return (null_nll - nll) / (all_spikes * std::numbers::ln2);
}

double rate_r2(const Tensor& log_rates, const Tensor& true_rates) {
  const Tensor residual =
      at::square(true_rates - at::exp(log_rates)).sum(at::IntArrayRef{0, 1}, false, at::kDouble);
  const Tensor mean = true_rates.mean(at::IntArrayRef{0, 1}, true);
  const Tensor total = at::square(true_rates - mean).sum(at::IntArrayRef{0, 1}, false, at::kDouble);
  return (1 - residual / total).mean().item<double>();
}

}  // namespace npd::train
