#include "sequence/poisson.hpp"

#include <npd/ops.hpp>
#include <npd/vector_math.hpp>

#include <algorithm>
#include <cmath>
#include <numbers>

namespace npd::sequence {
namespace {

NPD_MULTIVERSION double sum_of_rate_terms(const float* log_rates, const float* spikes,
                                          std::int64_t n) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t i = 0; i < n; ++i) {
    sum += static_cast<double>(fast_exp(log_rates[i]) - spikes[i] * log_rates[i]);
  }
  return sum;
}

NPD_MULTIVERSION double sum_of_observed_rate_terms(const float* log_rates, const float* spikes,
                                                   const float* observed, std::int64_t n) {
  double sum = 0;
#pragma omp simd reduction(+ : sum)
  for (std::int64_t i = 0; i < n; ++i) {
    sum += static_cast<double>(observed[i] * (fast_exp(log_rates[i]) - spikes[i] * log_rates[i]));
  }
  return sum;
}

// Few bins hold more than one spike.
double stirling_of(double k) {
  return k * std::log(k) - k + 0.5 * std::log(2 * std::numbers::pi * k);
}

// Whole blocks without such a bin are passed over.
NPD_MULTIVERSION double sum_of_stirling(const float* spikes, std::int64_t n) {
  constexpr std::int64_t block = 32;
  double sum = 0;
  for (; n > 0; spikes += block, n -= block) {
    const std::int64_t size = std::min(block, n);
    int above_1 = size < block;
    if (size == block) {
      for (std::int64_t i = 0; i < block; ++i) above_1 |= spikes[i] > 1;
    }
    if (above_1 == 0) continue;
    for (std::int64_t i = 0; i < size; ++i) {
      if (spikes[i] > 1) sum += stirling_of(spikes[i]);
    }
  }
  return sum;
}

double sum_of_observed_stirling(const float* spikes, const float* observed, std::int64_t n) {
  double sum = 0;
  for (std::int64_t i = 0; i < n; ++i) {
    if (observed[i] > 0 && spikes[i] > 1) sum += stirling_of(spikes[i]);
  }
  return sum;
}

NPD_MULTIVERSION void gradient_of(float* __restrict log_rates, const float* __restrict spikes,
                                  float scale, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    log_rates[i] = scale * (fast_exp(log_rates[i]) - spikes[i]);
  }
}

}  // namespace

Tensor stirling(const Tensor& spikes) {
  // Where k <= 1 the logarithms see 1 instead, so that nothing infinite is ever computed.
  const Tensor k = spikes.clamp_min(1);
  const Tensor term = k * at::log(k) - k + 0.5 * at::log(2 * std::numbers::pi * k);
  return at::where(spikes > 1, term, at::zeros_like(term));
}

Tensor poisson_nll(const Tensor& log_rates, const Tensor& spikes) {
  return at::exp(log_rates) - spikes * log_rates + stirling(spikes);
}

double poisson_nll_sum(ConstPanel log_rates, ConstPanel spikes) {
  return sum_of_rate_terms(log_rates.data, spikes.data, spikes.size()) +
         sum_of_stirling(spikes.data, spikes.size());
}

double poisson_nll_sum(ConstPanel log_rates, ConstPanel spikes, ConstPanel observed) {
  return sum_of_observed_rate_terms(log_rates.data, spikes.data, observed.data, spikes.size()) +
         sum_of_observed_stirling(spikes.data, observed.data, spikes.size());
}

void poisson_nll_gradient(Panel log_rates, ConstPanel spikes, float scale) {
  gradient_of(log_rates.data, spikes.data, scale, spikes.size());
}

}  // namespace npd::sequence
