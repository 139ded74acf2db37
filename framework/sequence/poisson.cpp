#include "sequence/poisson.hpp"

#include <npd/ops.hpp>

#include <numbers>

namespace npd::seq {

Tensor stirling(const Tensor& counts) {
  // Where k <= 1 the logarithms see 1 instead, so that nothing infinite is ever computed.
  const Tensor k = counts.clamp_min(1);
  const Tensor term = k * at::log(k) - k + 0.5 * at::log(2 * std::numbers::pi * k);
  return at::where(counts > 1, term, at::zeros_like(term));
}

Tensor poisson_nll(const Tensor& log_rates, const Tensor& counts) {
  return at::exp(log_rates) - counts * log_rates + stirling(counts);
}

}  // namespace npd::seq
