#pragma once

#include "residual/bins.hpp"
#include "residual/folds.hpp"

#include <Eigen/Core>

#include <functional>
#include <vector>

/// \file choose_rank.hpp
/// The rank of Hankel matrices by cross-validation: how well one half of the trials, at some rank,
/// tells the matrix of the other half [Galgali2023].
namespace npd::residual {

/// The mean over windows of |H_1 - (H_0 at the rank)|, each half with its own means.
/// \param x        residuals of one condition; windows of all its segments count
/// \param halves   for each repeat the half of each trial, 0 or 1
/// \param between  is called before each repeat; what it throws ends it; may be empty
/// \return (rank, repeat)
Eigen::MatrixXd rank_errors(const Segments& x, Eigen::Index order,
                            const std::vector<Eigen::Index>& ranks,
                            const std::vector<Folds>& halves,
                            const std::function<void()>& between = {});

/// The least rank that is no worse than the best. \param errors  (rank, repeat)
Eigen::Index chosen_rank(const Eigen::MatrixXd& errors, const std::vector<Eigen::Index>& ranks,
                         Criterion criterion);

}  // namespace npd::residual
