#pragma once

#include "evaluation/posterior.hpp"

#include <npd/dataset.hpp>
#include <npd/metric.hpp>

#include <cstdint>

namespace npd::evaluation {

/// What metrics look at: a data set and what a model says about its trials. Bins that only the
/// initial condition's encoder sees, before the model starts, are left out.
/// \param seed  of the run
/// \param has_controller  without one the generator's inputs are given, and so not an estimate
Evaluation evaluation_of(const Trials& trials, const PosteriorAverages& averages,
                         bool has_controller, std::uint64_t seed);

/// The same of a data set alone: without estimates, with all its bins.
Evaluation evaluation_of(const Trials& trials, std::uint64_t seed);

}  // namespace npd::evaluation
