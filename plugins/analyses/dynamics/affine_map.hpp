#pragma once

#include "dynamics/points.hpp"

namespace npd::dynamics {

/// x -> x weights + offset.
struct AffineMap {
  Eigen::MatrixXd weights;  ///< (from, to)
  Point offset;             ///< (to)
  double r2 = 0;            ///< of what it was fitted to, pooled over dimensions

  Points operator()(const Points& x) const { return (x * weights).rowwise() + offset; }
  /// Of differences between points.
  Points linear(const Points& x) const { return x * weights; }
};

/// Least squares with an intercept; of all solutions the one whose weights have the least norm.
/// Rows in which anything is NaN are left out.
/// \param x  (point, from) \param y  (point, to)
AffineMap fit_affine_map(const Points& x, const Points& y);

}  // namespace npd::dynamics
