#pragma once

#include <Eigen/Core>

#include <vector>

namespace npd::dynamics {

/// Pairs rows and columns, each at most once and as many as there can be, so that the sum of the
/// costs is least (the Hungarian method with potentials, O(n^3)) [Kuhn1955].
/// \param costs  (row, column), finite
/// \return the column of each row; -1: none
std::vector<Eigen::Index> cheapest_pairs(const Eigen::MatrixXd& costs);

}  // namespace npd::dynamics
