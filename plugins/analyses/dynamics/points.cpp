#include "dynamics/points.hpp"

#include <npd/ops.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace npd::dynamics {

Points points_of(const Tensor& tensor) {
  check_shape(tensor, {any_size, any_size}, "points (point, dim)");
  const Tensor values = tensor.detach().to(at::kDouble).contiguous();
  return Eigen::Map<const Points>(values.data_ptr<double>(), values.size(0), values.size(1));
}

Tensor tensor_of(const Points& points) {
  Tensor tensor = at::empty({points.rows(), points.cols()}, at::TensorOptions(at::kDouble));
  Eigen::Map<Points>(tensor.data_ptr<double>(), points.rows(), points.cols()) = points;
  return tensor;
}

Points rows_of(const Points& points, const std::vector<Eigen::Index>& rows) {
  Points some(static_cast<Eigen::Index>(rows.size()), points.cols());
  for (std::size_t i = 0; i < rows.size(); ++i) {
    some.row(static_cast<Eigen::Index>(i)) = points.row(rows[i]);
  }
  return some;
}

Points below(const Points& a, const Points& b) {
  Points both(a.rows() + b.rows(), std::max(a.cols(), b.cols()));
  both << a, b;
  return both;
}

double spread_of(const Points& points) {
  if (points.rows() == 0) return 0;
  const Point mean = points.colwise().mean();
  return std::sqrt((points.rowwise() - mean).rowwise().squaredNorm().mean());
}

}  // namespace npd::dynamics
