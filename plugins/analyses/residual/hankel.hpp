#pragma once

#include "residual/bins.hpp"

#include <Eigen/Core>

#include <vector>

/// \file hankel.hpp
/// The directions in which the past of residuals predicts their future. Noise that is white over
/// time, as that of spikes, is in no covariance of past with future bins [Galgali2023].
namespace npd::residual {

/// Covariances of the `order` bins from a bin on with the `order` bins before it, for each bin that
/// has both; trial means are taken off.
/// \return (order dim, order dim) each: block a of rows is a bins after, block a of columns a + 1
///         bins before that bin; none if the segment is shorter than 2 order
std::vector<Eigen::MatrixXd> hankel_matrices(const Bins& segment, Eigen::Index order);

/// The leading singular triples of a matrix.
struct Triples {
  Eigen::MatrixXd left, right;  ///< in columns
  Eigen::VectorXd values;       ///< falling
};

/// All of them.
Triples triples_of(const Eigen::MatrixXd& matrix);

/// What the states of a system of that rank are seen through: the first rows of U S^(1/2).
/// \param dims  of a bin
/// \return (dim, rank); the rank is cut at the number of triples
Eigen::MatrixXd observed_through(const Triples& hankel, Eigen::Index rank, Eigen::Index dims);

/// The directions of one or several conditions together.
struct Subspace {
  Eigen::MatrixXd basis;     ///< (dim, direction), orthonormal; the largest entry of each positive
  Eigen::VectorXd singular;  ///< of each, falling
  Eigen::MatrixXd squares;   ///< (dim, dim), what they were taken from: the sum of C C'
};

/// Ranks for each condition and segment.
using Ranks = std::vector<std::vector<Eigen::Index>>;

/// Where a single dimension was recorded there is nothing to choose: the basis is 1.
/// \param conditions  the residuals of each
/// \throws DataError  if no segment is as long as 2 order bins
Subspace dynamics_subspace(const std::vector<Segments>& conditions, const Ranks& ranks,
                           Eigen::Index order);

}  // namespace npd::residual
