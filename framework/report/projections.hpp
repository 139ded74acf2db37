#pragma once

#include <npd/tensor.hpp>

#include <vector>

/// \file projections.hpp
/// Linear views of many-dimensional signals; float64.
namespace npd::report {

/// Principal components of rows. Of each component the largest loading is positive.
struct Pca {
  Tensor scores;                   ///< (row, component), the rows seen along the components
  std::vector<double> cumulative;  ///< explained variance of the first components, up to 1
};

/// \param rows         (row, column)
/// \param standardise  columns are divided by their standard deviation (of n, not n - 1)
Pca principal_components(const Tensor& rows, bool standardise);

/// The first signal mapped on the second one by least squares with an intercept over all trials and
/// bins. \param from, to  (trial, time, width) \return (trial, time, width of `to`)
Tensor mapped_on(const Tensor& from, const Tensor& to);

}  // namespace npd::report
