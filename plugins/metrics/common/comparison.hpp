#pragma once

#include "common/linear_algebra.hpp"

#include <npd/metric.hpp>

#include <cstdint>
#include <optional>
#include <vector>

/// \file comparison.hpp
/// The two sides of a score, from tensors to matrices.
namespace npd::metrics {

/// One side: values by trial and bin.
class Side {
 public:
  /// \param values  float64, (trial, time, dim), contiguous
  explicit Side(Tensor values) : values_(std::move(values)) {}

  const Tensor& values() const { return values_; }

  /// (trial * bins + bin, dim), of the same memory.
  Eigen::Map<const Rows> rows() const {
    return {values_.data_ptr<double>(), values_.size(0) * values_.size(1), values_.size(2)};
  }

 private:
  Tensor values_;
};

/// Truth and estimate of one subject.
struct Comparison {
  Side truth, estimate;

  std::int64_t trials() const { return truth.values().size(0); }
  std::int64_t bins() const { return truth.values().size(1); }

  /// Only these trials, in this order.
  Comparison of_trials(const std::vector<std::int64_t>& trials) const;
};

/// What an evaluation says of rates, latents or inputs; nothing where a side of it is undefined
/// or empty.
/// \throws ShapeError if the sides differ in trials or bins
/// \throws NumericalError if an element is NaN or infinite
std::optional<Comparison> compare(const Evaluation& evaluation, Subject subject);

}  // namespace npd::metrics
