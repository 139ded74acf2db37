#pragma once

#include <npd/metric.hpp>
#include <npd/params.hpp>

#include <string>

/// \file decoding.hpp
/// What metrics that decode something from a model's estimates share.
namespace npd::metrics {

/// Which estimates are decoded, and how strongly the decoder is kept small.
struct DecodingConfig {
  std::string source = "rates";
  double penalty = 1e-3;

  void visit(Params& p);
};

/// Those estimates, (trial, time, dim) float64; undefined where the model has none.
/// \throws ShapeError, NumericalError if they are no such array
Tensor decoded_estimates(const DecodingConfig& config, const Evaluation& evaluation);

/// Some trials, in that order.
Tensor of_trials(const Tensor& array, const std::vector<std::int64_t>& trials);

/// (trial, time), true in the bins in which something was recorded; undefined: in all.
Tensor recorded_bins(const Evaluation& evaluation);

}  // namespace npd::metrics
