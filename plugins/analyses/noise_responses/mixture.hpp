#pragma once

#include "dynamics/points.hpp"

#include <npd/random.hpp>

/// \file mixture.hpp
/// Mixtures of Gaussians with full covariances, by expectation maximisation [Dempster1977] from a
/// k-means start [Arthur2007].
namespace npd::dynamics {

struct MixtureFit {
  double log_likelihood = 0;  ///< of all points
  double bic = 0;             ///< -2 log likelihood + p ln n [Schwarz1978]
};

/// Ends where the mean log likelihood grows by less than 1e-3, at the latest after 100 iterations.
/// 1e-6 is added to all variances, so that a component of equal points has a density.
/// \param points  (point, dim), at least as many as components
MixtureFit fit_mixture(const Points& points, Eigen::Index components, RandomStream& random);

/// The number of components, 1 to `most`, of the least BIC. It counts more than there are clusters
/// where these are not Gaussian.
Eigen::Index best_components(const Points& points, Eigen::Index most, RandomStream& random);

}  // namespace npd::dynamics
