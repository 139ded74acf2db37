#include "dynamics/frozen_map.hpp"

#include <npd/ops.hpp>

#include <c10/core/GradMode.h>

namespace npd::dynamics {

Tensor FrozenMap::inputs(Eigen::Index points) const {
  return tensor_of(input_).expand({points, input_.size()});
}

Points FrozenMap::residual(const Points& points) const {
  const c10::AutoGradMode no_gradient(false);
  return points_of(system_.step(inputs(points.rows()), tensor_of(points))) - points;
}

Matrices FrozenMap::slopes(const Points& points) const {
  const auto k = points.rows(), n = points.cols();
  Matrices slopes(k, n, n);
  if (k == 0) return slopes;
  const Tensor jacobians =
      system_.jacobian(inputs(k), tensor_of(points)).state.detach().contiguous();
  const auto* values = jacobians.data_ptr<double>();
  for (Eigen::Index i = 0; i < k; ++i) {
    slopes[i] = Matrices::ConstView(values + i * n * n, n, n);
    slopes[i].diagonal().array() -= 1;
  }
  return slopes;
}

FrozenMap::Derivatives FrozenMap::derivatives(const Point& point) const {
  const auto jacobian = system_.jacobian(inputs(1), tensor_of(point));
  return {points_of(jacobian.state[0]), points_of(jacobian.input[0])};
}

}  // namespace npd::dynamics
