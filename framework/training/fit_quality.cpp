#include "training/fit_quality.hpp"

#include "sequence/poisson.hpp"

#include <npd/ops.hpp>

#include <cmath>
#include <limits>
#include <numbers>

namespace npd::train {

double bits_per_spike(const Tensor& log_rates, const Tensor& counts) {
  const Tensor mean = counts.mean(at::IntArrayRef{0, 1}, true);
  const Tensor null_nll = mean - counts * at::log(mean + 1e-8) + seq::stirling(counts);
  const double gain =
      (null_nll - seq::poisson_nll(log_rates, counts)).sum(at::kDouble).item<double>();
  const double spikes = counts.sum(at::kDouble).item<double>();
  if (spikes == 0) return std::numeric_limits<double>::quiet_NaN();
  return gain / (spikes * std::numbers::ln2);
}

double rate_r2(const Tensor& log_rates, const Tensor& true_rates) {
  const Tensor residual =
      at::square(true_rates - at::exp(log_rates)).sum(at::IntArrayRef{0, 1}, false, at::kDouble);
  const Tensor mean = true_rates.mean(at::IntArrayRef{0, 1}, true);
  const Tensor total = at::square(true_rates - mean).sum(at::IntArrayRef{0, 1}, false, at::kDouble);
  return (1 - residual / total).mean().item<double>();
}

}  // namespace npd::train
