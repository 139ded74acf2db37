#pragma once

#include "residual/bins.hpp"
#include "residual/folds.hpp"
#include "residual/hankel.hpp"

#include <Eigen/Core>

#include <functional>
#include <vector>

/// \file choose_lag.hpp
/// The lag of the first stage and the number of dimensions together, by how well the past of
/// left-out trials predicts their bins in all recorded dimensions [Galgali2023].
namespace npd::residual {

struct LagDimension {
  Eigen::Index lag = 1, dimension = 1;

  Eigen::Index parameters() const { return lag * dimension * dimension; }
  bool operator==(const LagDimension&) const = default;
};

/// All pairs of two lists, lag by lag.
std::vector<LagDimension> grid_of(const std::vector<Eigen::Index>& lags,
                                  const std::vector<Eigen::Index>& dimensions);

/// The mean squared error per trial and bin. In each fold the subspace, means and first stages are
/// those of the other trials; every lag is scored on the bins behind the largest lag.
/// \param conditions  the residuals of each
/// \param folds       of each condition's trials
/// \param grid        no lag as long as the longest segment, no more dimensions than recorded
/// \param between     is called before each fold; what it throws ends it; may be empty
/// \return for each condition (grid, fold); of a fold without trials of the condition NaN
std::vector<Eigen::MatrixXd> lag_errors(const std::vector<Segments>& conditions, const Ranks& ranks,
                                        Eigen::Index order, const std::vector<LagDimension>& grid,
                                        const std::vector<Folds>& folds,
                                        const std::function<void()>& between = {});

/// The folds in which the condition has trials. \param errors  (grid, fold)
Eigen::MatrixXd known_folds(const Eigen::MatrixXd& errors);

/// Of the pairs within a standard error of the best the one with the fewest parameters; the first
/// of several. \param errors  (grid, fold)
LagDimension chosen_lag(const Eigen::MatrixXd& errors, const std::vector<LagDimension>& grid);

}  // namespace npd::residual
