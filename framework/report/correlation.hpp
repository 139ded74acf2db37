#pragma once

#include <cstddef>
#include <vector>

/// \file correlation.hpp
/// How two lists of numbers go together; pairs in which one is not finite are left out.
namespace npd::report {

struct Correlation {
  std::size_t n = 0;  ///< pairs
  /// NaN with fewer than three pairs, or if one of the lists is constant.
  double pearson, spearman;
};

/// Spearman's is that of ranks, equal numbers sharing the mean of theirs.
Correlation correlation(const std::vector<double>& x, const std::vector<double>& y);

}  // namespace npd::report
