#pragma once

#include <npd/metric.hpp>

#include <Eigen/Core>

#include <cstdint>
#include <optional>
#include <vector>

/// \file comparison.hpp
/// The two sides of a score, from tensors to matrices.
namespace npd::metrics {

/// Truth and estimate of one subject, trial after trial.
struct Comparison {
  Eigen::MatrixXd truth;     ///< (trial * bins + bin, dim)
  Eigen::MatrixXd estimate;  ///< (trial * bins + bin, dim)
  std::int64_t bins = 0;

  std::int64_t trials() const { return truth.rows() / bins; }

  /// Only these trials, in this order.
  Comparison of_trials(const std::vector<std::int64_t>& trials) const;
};

/// What an evaluation says of rates, latents or inputs; nothing where a side of it is undefined
/// or empty.
/// \throws ShapeError if the sides differ in trials or bins
/// \throws NumericalError if an element is NaN or infinite
std::optional<Comparison> compare(const Evaluation& evaluation, Subject subject);

}  // namespace npd::metrics
