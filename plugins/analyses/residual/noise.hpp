#pragma once

#include "residual/bins.hpp"
#include "residual/two_stage.hpp"

#include <Eigen/Core>

#include <vector>

/// \file noise.hpp
/// How much of the residuals the maps and the subspace leave [Galgali2023].
namespace npd::residual {

/// Noise of one segment: x = U z + observation noise, z_(t+1) = A_t z_t + state noise.
struct NoiseModel {
  Eigen::VectorXd observation;          ///< variance of each recorded dimension
  Eigen::MatrixXd start;                ///< (dim, dim), of the first predicted bin
  std::vector<Eigen::MatrixXd> states;  ///< (dim, dim), state noise of each map
  Eigen::MatrixXd pooled;               ///< the same of all maps together

  /// The mean variance of a direction.
  double isotropic() const { return pooled.trace() / static_cast<double>(pooled.rows()); }
};

/// \param x      what the maps were fitted to, before it was projected
/// \param basis  (dim, direction)
NoiseModel noise_model(const Bins& x, const Eigen::MatrixXd& basis, const SegmentDynamics& fit);

/// How much of residuals lasts from a bin to the next.
struct Variability {
  double same_bin = 0;      ///< mean over bins of |cov(x_t, x_t)|^2
  double next_bin = 0;      ///< of |cov(x_(t+1), x_t)|^2
  double largest_gain = 0;  ///< mean of the largest singular value of cov(x_(t+1), x_t)

  double ratio() const { return next_bin / same_bin; }
};

/// \param x  residuals of at least two bins
Variability variability_of(const Bins& x);

}  // namespace npd::residual
