#pragma once

#include "residual/bins.hpp"
#include "residual/settings.hpp"
#include "residual/sources.hpp"
#include "residual/truth.hpp"

/// \file layout.hpp
/// Cutting trials into segments and bins.
namespace npd::residual {

/// Which bins of the data are analysed. \param bins  of the data
/// \throws ConfigError if bins or segments are not in the data
BinLayout layout_of(const TrialSettings& settings, Eigen::Index bins, double bin_s);

/// The trials of a source in these bins, summed and transformed.
Segments cut(const Source& source, const TrialSettings& settings, const BinLayout& layout);

/// Those of the trials of which everything is known.
TrialList known_trials(const Segments& segments, const TrialList& trials);

}  // namespace npd::residual
