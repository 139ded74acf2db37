#pragma once

#include "residual/bins.hpp"
#include "residual/folds.hpp"

#include <Eigen/Core>

#include <functional>
#include <vector>

/// \file choose_smoothness.hpp
/// How smooth maps are over time, by how well those of some trials predict left-out ones from what
/// the first stage, fitted to all trials, says of them [Galgali2023].
namespace npd::residual {

/// Mean squared errors per trial, bin and dimension.
/// \param z        residuals of one condition along its dimensions
/// \param grid     values of the smoothness
/// \param folds    for each repeat those of the condition's trials
/// \param between  is called before each repeat; what it throws ends it; may be empty
/// \return for each repeat (grid, fold)
std::vector<Eigen::MatrixXd> smoothness_errors(const Segments& z, Eigen::Index lag,
                                               const std::vector<double>& grid,
                                               const std::vector<Folds>& folds,
                                               const std::function<void()>& between = {});

/// The largest and the smallest value within a standard deviation, over repeats, of the best.
struct ChosenSmoothness {
  double largest = 0, smallest = 0;
};

/// \param errors  for each repeat (grid, fold)
ChosenSmoothness chosen_smoothness(const std::vector<Eigen::MatrixXd>& errors,
                                   const std::vector<double>& grid);

/// The mean over folds. \return (grid, repeat)
Eigen::MatrixXd means_over_folds(const std::vector<Eigen::MatrixXd>& errors);

}  // namespace npd::residual
