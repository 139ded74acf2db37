#pragma once

#include <npd/tensor.hpp>

#include <Eigen/Core>

#include <cstdint>
#include <vector>

/// \file bins.hpp
/// Trials by the bin, and their residuals: what is left of a trial without the mean of its
/// condition [Galgali2023].
namespace npd::residual {

/// A run of bins without a gap: for each a matrix (trial, dim). Nothing that has a memory, neither
/// lags nor smoothness, goes from one run to the next.
using Bins = std::vector<Eigen::MatrixXd>;

/// Some runs of the same trials, in order of time.
using Segments = std::vector<Bins>;

using TrialList = std::vector<Eigen::Index>;

/// \param values  (trial, time, dim) float64
Bins bins_of(const Tensor& values);

/// Sums of `width` bins each; bins that are left at the end are dropped.
Bins summed(const Bins& bins, Eigen::Index width);

/// The square root of each number. \param bins  at least 0
Bins square_roots(Bins bins);

/// These trials, in that order; a trial may be there twice.
Bins some_trials(const Bins& bins, const TrialList& trials);
Segments some_trials(const Segments& segments, const TrialList& trials);

/// Less the mean over trials, bin by bin.
Bins centred(Bins bins);

/// Less the mean over the trials of the same label, bin by bin.
/// \param labels  one for each trial
Bins residuals(Bins bins, const std::vector<std::int64_t>& labels);

/// Coordinates along the columns of a basis. \param basis  (dim, coordinate)
Bins projected(const Bins& bins, const Eigen::MatrixXd& basis);
Segments projected(const Segments& segments, const Eigen::MatrixXd& basis);

/// The number of trials. \param segments  at least one, of at least one bin
Eigen::Index trials_of(const Segments& segments);

/// The number of dimensions.
Eigen::Index dims_of(const Segments& segments);

}  // namespace npd::residual
