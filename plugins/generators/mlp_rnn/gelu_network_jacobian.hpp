#pragma once

#include <npd/gelu_network.hpp>
#include <npd/ops.hpp>

#include <cmath>

namespace npd {

/// The slope of the Gaussian error linear unit, Phi(x) + x phi(x).
inline Tensor gelu_slope(const Tensor& x) {
  const double half_root = std::sqrt(0.5), density = 1 / std::sqrt(2 * M_PI);
  return 0.5 * (1 + at::erf(half_root * x)) + density * x * at::exp(-0.5 * x * x);
}

/// dy/dx = W4 D(gelu'(a2)) W2 D(gelu'(a0)) W0, a0 and a2 being what the units are given.
/// \param x  (point, input)
/// \return (point, output, input)
inline Tensor gelu_network_jacobian(const GeluNetwork& network, const Tensor& x) {
  const auto& [first, second, third] = network.layers();
  const auto column = [](const Tensor& slopes) { return slopes.unsqueeze(2); };
  const Tensor a0 = at::matmul(x, first.weight.t()) + first.bias;
  const Tensor a2 = at::matmul(at::gelu(a0), second.weight.t()) + second.bias;
  const Tensor inner = at::matmul(second.weight, column(gelu_slope(a0)) * first.weight);
  return at::matmul(third.weight, column(gelu_slope(a2)) * inner);
}

}  // namespace npd
