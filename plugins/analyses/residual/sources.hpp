#pragma once

#include "residual/settings.hpp"

#include <npd/analysis.hpp>

#include <string>

/// \file sources.hpp
/// What residual dynamics are fitted to.
namespace npd::residual {

struct Source {
  std::string name;          ///< "spikes"
  Tensor values;             ///< (trial, time, dim) float64; NaN where not known; undefined: absent
  bool is_positive = false;  ///< counts or rates, of which square roots are taken
  std::string absence;       ///< why it is absent, "there is no model"
  std::string warning;       ///< a sentence; empty: none
};

Source source_of(const std::string& name, const TrialSettings& settings, const AnalysisData& data);

/// One run of the model through each trial: from a draw of its initial condition, with draws of its
/// controller's outputs, each from the trial's posterior. A controller hears what its outputs have
/// led to; here it does not: its draws have the right means and spreads in each bin, but are
/// independent of each other. How initial conditions become states is fitted to the trials.
/// \param with_spikes  counts of these rates, if the output is Poisson
/// \return (trial, time, neuron), expected counts per bin, or means
Tensor sampled_outputs(const AnalysisData& data, bool with_spikes);

}  // namespace npd::residual
