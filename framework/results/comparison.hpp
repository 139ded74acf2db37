#pragma once

#include "results/finished_run.hpp"
#include "results/published.hpp"

#include <string>
#include <utility>
#include <vector>

/// \file comparison.hpp
/// What all forms of a comparison show, see compare.hpp.
namespace npd::results {

/// A row of texts: what it is, and its value for each run.
struct Fact {
  std::string name;
  std::vector<std::string> values;
};

/// Which run is which, then what differs between their configurations.
std::vector<Fact> facts_of(const std::vector<FinishedRun>& runs);

/// The metrics of all runs, those of the first run first.
std::vector<std::string> metrics_of(const std::vector<FinishedRun>& runs);

/// The cells of all runs that have published figures, each once.
std::vector<std::string> cells_of(const std::vector<FinishedRun>& runs, const Published& published);

}  // namespace npd::results
