#pragma once

#include <npd/tensor.hpp>

#include <Eigen/Core>

#include <vector>

/// \file points.hpp
/// Points of a state space for linear algebra: a row is a point.
namespace npd::dynamics {

/// (point, dim), as tensors have them in memory.
using Points = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using Point = Eigen::RowVectorXd;

/// Of a (point, dim) array of float64; a copy.
Points points_of(const Tensor& tensor);

/// (point, dim) float64; a copy.
Tensor tensor_of(const Points& points);

/// Some of the rows, in that order.
Points rows_of(const Points& points, const std::vector<Eigen::Index>& rows);

/// The rows of both, b's behind a's; either may have none.
Points below(const Points& a, const Points& b);

/// sqrt(mean |x - mean x|^2): how far points spread.
double spread_of(const Points& points);

}  // namespace npd::dynamics
