#include "sequence/gaussian.hpp"

#include <npd/ops.hpp>
#include <npd/vector_math.hpp>

#include <algorithm>
#include <cmath>

namespace npd::sequence {
namespace {

constexpr float floor_v = static_cast<float>(gaussian_variance_floor);

NPD_MULTIVERSION double sum_of(const float* means, const float* log_variances, const float* spikes,
                               std::int64_t n, float log_floor) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t i = 0; i < n; ++i) {
    const float error = spikes[i] - means[i];
    const float variance = std::max(fast_exp(log_variances[i]), floor_v);
    sum += static_cast<double>(std::max(log_variances[i], log_floor) + error * error / variance);
  }
  return sum / 2;
}

NPD_MULTIVERSION double sum_of_observed(const float* means, const float* log_variances,
                                        const float* spikes, const float* observed, std::int64_t n,
                                        float log_floor) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t i = 0; i < n; ++i) {
    const float error = spikes[i] - means[i];
    const float variance = std::max(fast_exp(log_variances[i]), floor_v);
    const float twice = std::max(log_variances[i], log_floor) + error * error / variance;
    sum += static_cast<double>(observed[i] * twice);
  }
  return sum / 2;
}

NPD_MULTIVERSION void gradient_of(float* __restrict means, float* __restrict log_variances,
                                  const float* __restrict spikes, float scale, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    const float error = spikes[i] - means[i];
    const float unbounded = fast_exp(log_variances[i]);
    const float precision = 1 / std::max(unbounded, floor_v);
    means[i] = -scale * error * precision;
    log_variances[i] = 0.5F * scale * unbounded * precision * (1 - error * error * precision);
  }
}

}  // namespace

Tensor gaussian_nll(const Tensor& parameters, const Tensor& spikes) {
  const auto halves = at::chunk(parameters, 2, -1);
  const Tensor unbounded = at::exp(halves[1]);
  const Tensor variance =
      unbounded + (unbounded.clamp_min(gaussian_variance_floor) - unbounded).detach();
  return 0.5 * (at::log(variance) + at::square(spikes - halves[0]) / variance);
}

double gaussian_nll_sum(ConstPanel parameters, ConstPanel spikes, ConstPanel observed) {
  const float* log_variances = parameters.row(spikes.features);
  const auto log_floor = static_cast<float>(std::log(gaussian_variance_floor));
  if (observed.features == 0) {
    return sum_of(parameters.data, log_variances, spikes.data, spikes.size(), log_floor);
  }
  return sum_of_observed(parameters.data, log_variances, spikes.data, observed.data, spikes.size(),
                         log_floor);
}

void gaussian_nll_gradient(Panel parameters, ConstPanel spikes, float scale) {
  gradient_of(parameters.data, parameters.row(spikes.features), spikes.data, scale, spikes.size());
}

}  // namespace npd::sequence
