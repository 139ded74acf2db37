#pragma once

#include "residual/bins.hpp"
#include "residual/spectra.hpp"
#include "residual/two_stage.hpp"

#include <npd/random.hpp>

#include <functional>
#include <vector>

/// \file bootstrap.hpp
/// How much maps depend on which trials there were.
namespace npd::residual {

/// As many of the trials as there are, with replacement.
TrialList resampled(Eigen::Index trials, RandomStream& random);

/// Both stages fitted anew to resampled trials of one segment, subspace, lag and smoothness as they
/// are; the modes of each in the order of the full fit's same bins.
/// \param samples  trials of each resample
/// \param between  is called before each; what it throws ends it; may be empty
/// \return one for each resample
std::vector<Spectra> bootstrap(const Bins& z, Eigen::Index lag, double smoothness,
                               const Spectra& full, const std::vector<TrialList>& samples,
                               const std::function<void()>& between = {});

/// A quantile, with linear interpolation between values.
/// \param values  at least one
double quantile(std::vector<double> values, double share);

}  // namespace npd::residual
