#include "course.hpp"

#include <npd/ops.hpp>

#include <ATen/ops/linalg_cholesky.h>
#include <ATen/ops/linalg_inv.h>

#include <cstdint>

namespace toy {

using npd::Tensor;

namespace {

/// s' = P s + Q u of a linear system under input 0, without the point's axis.
npd::Jacobian linear_map(npd::System& system) {
  const auto zeros = [](std::int64_t dim) {
    return at::zeros({1, dim}, at::TensorOptions(at::kDouble));
  };
  const auto map = system.jacobian(zeros(system.input_dim()), zeros(system.state_dim()));
  return {map.state[0], map.input[0]};
}

/// S = P S P' + N, a sum whose terms are doubled until P to their number is nothing.
Tensor stationary_covariance(Tensor map, Tensor noise) {
  constexpr int doublings = 60;
  for (int i = 0; i < doublings; ++i) {
    noise = noise + at::matmul(at::matmul(map, noise), map.t());
    map = at::matmul(map, map);
  }
  return noise;
}

}  // namespace

Tensor stationary_states(npd::System& system, const Tensor& input, double noise,
                         const Tensor& normals) {
  const auto n = system.state_dim();
  const auto [map, by_input] = linear_map(system);
  const Tensor pushed = at::matmul(by_input, input);
  const Tensor mean = at::matmul(at::linalg_inv(at::eye(n, map.options()) - map), pushed);
  if (noise == 0) return mean.expand_as(normals).contiguous();
  const Tensor by_noise = by_input.narrow(1, 0, n);
  const Tensor covariance = stationary_covariance(map, noise * at::matmul(by_noise, by_noise.t()));
  return mean + at::matmul(normals, at::linalg_cholesky(covariance).t());
}

Tensor mean_course(const Tensor& labels, const Tensor& starts, const Tensor& states) {
  const Tensor whole = at::cat({starts.unsqueeze(1), states}, 1);
  const auto mean_of = [&](double label) {
    return whole.index_select(0, at::nonzero(labels == label).flatten()).mean(0);
  };
  return at::where((labels > 0).reshape({-1, 1, 1}), mean_of(1), mean_of(-1));
}

Tensor inputs_along(npd::System& system, const Tensor& course) {
  const auto bins = course.size(1) - 1;
  const auto [map, by_input] = linear_map(system);
  const Tensor missing = course.narrow(1, 1, bins) - at::matmul(course.narrow(1, 0, bins), map.t());
  return at::matmul(missing, at::linalg_inv(by_input).t());
}

}  // namespace toy
