#pragma once

#include <npd/dataset.hpp>
#include <npd/tensor.hpp>

#include <cstdint>
#include <string>
#include <vector>

/// \file doubts.hpp
/// What is allowed in counts and yet hardly meant.
namespace npd::data {

/// Trials and neurons of which something was recorded, but no spike.
struct Silence {
  std::int64_t trials = 0, neurons = 0;
};

/// \param counts  (trial, time, neuron), NaN where nothing was recorded
Silence silence_in(const Tensor& counts);

/// A sentence each: counts too large for any neuron, rates in Hz in place of counts.
/// \param counts  (trial, time, neuron), NaN where nothing was recorded
std::vector<std::string> doubts_about_counts(const Tensor& counts, double bin_s);

/// The same of what a model has to explain; none of real numbers.
std::vector<std::string> doubts_about(const Trials& trials);

}  // namespace npd::data
