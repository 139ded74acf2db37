#pragma once

#include "dynamics/points.hpp"

#include <npd/tensor.hpp>

#include <Eigen/Core>

#include <cstdint>

/// \file delay_operator.hpp
/// The linear map that takes a short history of a signal a bin further: dynamic mode decomposition
/// of delay coordinates [Arbabi2017], as dynamical similarity analysis uses it [Ostrow2023].
namespace npd::dynamics {

/// How many directions of delay coordinates are kept.
enum class RankRule {
  all,        ///< every one
  given,      ///< so many
  threshold,  ///< those with a singular value above
  explained,  ///< the fewest that hold that share of the squared singular values
};

struct DelayOptions {
  std::int64_t delays = 1;    ///< bins in a history
  std::int64_t interval = 1;  ///< between them
  RankRule rule = RankRule::all;
  double rank = 0;   ///< the rule's number, threshold or share
  double ridge = 0;  ///< added to the squares of regressors, whose own are at most 1
};

struct DelayOperator {
  Eigen::MatrixXd a;  ///< (rank, rank): v(t + 1) = A v(t); signs of coordinates are arbitrary
  Eigen::VectorXd singular;  ///< of all delay coordinates, falling
};

/// A row for each bin of each trial that has a whole history, newest first: [x(t), x(t - k), ...].
/// Rows with anything that is NaN are left out, and steps from or to them.
/// \param signal  (trial, time, dim)
/// \throws DataError if trials are too short, or there are fewer rows than columns
DelayOperator delay_operator(const Tensor& signal, const DelayOptions& options);

/// The signal's principal components that hold a share of its variance, at least one; centred.
/// \param signal  (trial, time, dim); NaN: not known
/// \return (trial, time, component)
Tensor leading_components(const Tensor& signal, double share);

}  // namespace npd::dynamics
