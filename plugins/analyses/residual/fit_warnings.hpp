#pragma once

#include "residual/pipeline.hpp"

#include <string>
#include <vector>

/// \file fit_warnings.hpp
/// What one has to know before one believes a fit.
namespace npd::residual {

/// Adds a sentence for each reason to doubt the maps of a group: few trials, weak instruments, bins
/// without variability.
void warn_of_fit(const GroupFit& fit, std::vector<std::string>& warnings);

}  // namespace npd::residual
