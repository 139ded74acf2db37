#pragma once

#include <npd/random.hpp>

#include <Eigen/Core>

#include <cstdint>
#include <functional>

/// \file similarity.hpp
/// How far two linear maps are from being the same in other orthogonal coordinates. The minimum is
/// found from many starts by a second-order method and has a bound; gradient descent from the
/// identity, which the field uses [Ostrow2023], mostly ends in a local minimum.
namespace npd::dynamics {

/// The least angle between A and C B C' over orthogonal C, both in the sense of the matrix inner
/// product <A, B> = tr A'B.
struct Similarity {
  double angle = 0;           ///< over all orthogonal C, in [0, pi]
  double rotation_angle = 0;  ///< over rotations, det C = 1
  double bound = 0;           ///< no C can have a lesser angle
  Eigen::MatrixXd best;       ///< C of `angle`
  std::int64_t starts = 0;
  double share_at_minimum = 0;  ///< of the starts, that lead to `angle`
};

/// \param a, b   square, not 0; the smaller one gets zeros
/// \param starts random ones of either determinant; 0: 200 up to 6 dimensions, 100 up to 12, else
/// 16
/// \param between  is told before each start which share of them is done; what it throws ends the
///                 search; may be empty
Similarity similarity(Eigen::MatrixXd a, Eigen::MatrixXd b, RandomStream& random,
                      std::int64_t starts = 0, const std::function<void(double)>& between = {});

/// The bound on <A, C B C'> for |A| = |B| = 1: symmetric and skew parts aligned each by itself.
double alignment_bound(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);

/// The squared 2-Wasserstein distance of the eigenvalues as points of the plane with equal weights.
double spectral_distance(const Eigen::MatrixXd& a, const Eigen::MatrixXd& b);

}  // namespace npd::dynamics
