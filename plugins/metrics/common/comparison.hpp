#pragma once

#include "common/linear_algebra.hpp"

#include <npd/metric.hpp>

#include <cstdint>
#include <optional>
#include <utility>
#include <vector>

/// \file comparison.hpp
/// The two sides of a score, from tensors to matrices.
namespace npd::metrics {

/// One side: its values in each bin.
class Side {
 public:
  /// \param values  float64, (bin, dim), contiguous; bins of one trial after the other
  explicit Side(Tensor values) : values_(std::move(values)) {}

  std::int64_t dims() const { return values_.size(1); }

  /// (bin, dim), of the same memory.
  Eigen::Map<const Rows> rows() const {
    return {values_.data_ptr<double>(), values_.size(0), values_.size(1)};
  }

  /// Only these bins.
  Side pick(const Tensor& bins) const { return Side(values_.index_select(0, bins)); }

 private:
  Tensor values_;
};

/// Truth and estimate of one subject in the bins in which something was recorded. True rates are
/// NaN where a single neuron was not.
struct Comparison {
  Side truth, estimate;
  std::vector<std::int64_t> bins;  ///< of each trial

  std::int64_t trials() const { return static_cast<std::int64_t>(bins.size()); }

  /// Only these trials, in this order.
  Comparison of_trials(const std::vector<std::int64_t>& trials) const;
};

/// What an evaluation says of rates, latents or inputs; nothing where a side of it is undefined
/// or empty.
/// \throws ShapeError if the sides differ in trials or bins
/// \throws NumericalError if an estimate is not finite, or a truth infinite
std::optional<Comparison> compare(const Evaluation& evaluation, Subject subject);

}  // namespace npd::metrics
