#pragma once

#include <npd/kernel.hpp>
#include <npd/tensor.hpp>

#include <cstdint>

/// \file sample_sums.hpp
/// Sums over posterior samples, in float64, so that the sum of many keeps the digits of each.
/// Samples of several trials follow each other: all trials' first sample, then all trials' second,
/// and are added in that order.
namespace npd::sequence {

/// \param sums     [feature][trial]
/// \param samples  [feature][sample * trial]
void add_samples(double* sums, std::int64_t trials, ConstPanel samples);

/// \param sums     (trial, ...); made of zeros if undefined, a sequence (trial, time, feature) with
///                 its trials side by side
/// \param samples  (sample * trial, ...)
void add_samples(Tensor& sums, const Tensor& samples, std::int64_t trials);

}  // namespace npd::sequence
