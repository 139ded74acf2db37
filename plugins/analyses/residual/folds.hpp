#pragma once

#include "residual/bins.hpp"

#include <npd/random.hpp>

#include <Eigen/Core>

#include <cmath>
#include <cstdint>
#include <vector>

/// \file folds.hpp
/// Parts of trials for cross-validation, and what is common to choosing by it.
namespace npd::residual {

/// The part of each trial, 0 ... count - 1.
using Folds = std::vector<std::int64_t>;

/// A random permutation cut into nearly equal parts.
Folds random_folds(Eigen::Index trials, Eigen::Index count, RandomStream& random);

/// The number of parts.
Eigen::Index count_of(const Folds& folds);

/// The trials of a part, and the others.
TrialList inside(const Folds& folds, std::int64_t part);
TrialList outside(const Folds& folds, std::int64_t part);

/// How far above the least mean error still counts as no worse.
enum class Criterion {
  least,          ///< not at all
  within_sem,     ///< the standard error of the mean
  within_spread,  ///< the standard deviation
};

/// Of repeated errors of each of some choices.
struct ErrorCurve {
  Eigen::VectorXd mean, spread;  ///< of each choice; the standard deviation of a sample
  Eigen::Index repeats = 0;

  Eigen::VectorXd sem() const { return spread / std::sqrt(static_cast<double>(repeats)); }
  /// Whether each choice is no worse than the best.
  std::vector<bool> is_valid(Criterion criterion) const;
};

/// \param errors  (choice, repeat)
ErrorCurve curve_of(const Eigen::MatrixXd& errors);

}  // namespace npd::residual
