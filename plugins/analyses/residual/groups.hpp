#pragma once

#include "residual/bins.hpp"
#include "residual/settings.hpp"

#include <npd/metric.hpp>

#include <cstdint>
#include <string>
#include <vector>

/// \file groups.hpp
/// Which trials share a mean, and which are fitted together.
namespace npd::residual {

/// Trials that are fitted together.
struct Group {
  std::string name;  ///< "decision 1"
  TrialList trials;  ///< of the data set, ascending
};

struct Groups {
  std::vector<std::int64_t> fine;     ///< of each trial of the data set, -1: left out
  std::vector<Group> coarse;          ///< at least one
  std::vector<std::string> warnings;  ///< a sentence each
};

/// \throws ConfigError if trials have no such fact
/// \throws DataError   if no group has trials enough
Groups groups_of(const TrialSettings& settings, const Evaluation& evaluation);

}  // namespace npd::residual
