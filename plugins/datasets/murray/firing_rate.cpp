#include "firing_rate.hpp"

#include <npd/ops.hpp>

#include <cmath>

namespace murray {
namespace {

using npd::Tensor;

constexpr double gain_hz_per_na = 270;
constexpr double threshold_hz = 108;
constexpr double curvature_s = 0.154;

// Below this the two-term series is exact in double, and -x / expm1(-y) nears 0 / 0.
constexpr double smallest_y = 1e-8;

// Below this the slope's series is as exact as its formula, which loses digits as 1 / y.
constexpr double smallest_y_of_slope = 0.01;

Tensor y_of(const Tensor& current_na) {
  return curvature_s * (gain_hz_per_na * current_na - threshold_hz);
}

}  // namespace

double firing_rate_hz(double current_na) {
  const double x = gain_hz_per_na * current_na - threshold_hz;
  const double y = curvature_s * x;
  if (std::abs(y) < smallest_y) return 1 / curvature_s + x / 2;
  return -x / std::expm1(-y);
}

Tensor firing_rates_hz(const Tensor& current_na) {
  const Tensor x = gain_hz_per_na * current_na - threshold_hz;
  const Tensor small = at::abs(curvature_s * x) < smallest_y;
  // The branch that is not taken must have a finite derivative, too.
  const Tensor y = at::where(small, at::ones_like(x), curvature_s * x);
  return at::where(small, 1 / curvature_s + x / 2, -x / at::expm1(-y));
}

Tensor firing_rate_slopes(const Tensor& current_na) {
  const Tensor y = y_of(current_na);
  const Tensor series = 0.5 + y / 6 - at::pow(y, 3) / 180;
  const Tensor s = -1 / at::expm1(-y);  // 1 / (1 - exp(-y)), so that exp(-y) s = s - 1
  return gain_hz_per_na *
         at::where(at::abs(y) < smallest_y_of_slope, series, s * (1 - y * (s - 1)));
}

}  // namespace murray
