#pragma once

#include "report/data_facts.hpp"

#include <npd/tensor.hpp>

#include <vector>

/// \file data_statistics.hpp
/// Numbers that say what a data set is like; float64.
namespace npd::report {

/// Mean count per bin of each neuron, missing bins left out.
std::vector<double> mean_counts(const Tensor& counts);

struct Histogram {
  double first = 0, width = 1;  ///< where the first bin begins, width of a bin
  std::vector<double> counts;
};

/// Bins of a round width, at most thirteen: from 0, or from where the least number below it lies.
Histogram histogram_of(const std::vector<double>& values);

/// Each trial convolved with 24 weights exp(-(n - 11.5)^2 / 32), a Gaussian of 4 bins, which are
/// not normalised (their sum is 10.0001); zeros outside, half a bin late.
Tensor smoothed(const Tensor& counts);

/// Means over the trials of each group. \param rows  (trial, time, neuron) \return (group, time,
/// neuron)
Tensor condition_means(const Tensor& rows, const Grouping& grouping);

/// A mean and the standard error of it, for each group.
struct GroupMeans {
  std::vector<double> mean, error;  ///< error: NaN where there is one trial
  std::vector<std::int64_t> trials;
};

GroupMeans group_means(const std::vector<double>& values, const Grouping& grouping);

/// Variance over mean of a trial's whole count, averaged over the groups in which a neuron spikes.
/// \return one for each neuron; NaN where it never spikes
std::vector<double> fano_factors(const Tensor& counts, const Grouping& grouping);

/// Of counts less the mean of their group in that bin; lag 0 is 1. Mean over neurons that spike.
/// \return a number for each lag, 0 to `lags`
std::vector<double> autocorrelation(const Tensor& counts, const Grouping& grouping, int lags);

/// Neurons whose counts are those of an earlier one in every bin, as (earlier, later).
std::vector<std::pair<std::int64_t, std::int64_t>> duplicates(const Tensor& counts);

}  // namespace npd::report
