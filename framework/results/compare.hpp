#pragma once

#include "results/finished_run.hpp"
#include "results/published.hpp"

#include <string>
#include <vector>

/// \file compare.hpp
/// Several runs side by side: a column a run, a row a metric, and behind the runs what the
/// published runs of their cells scored.
namespace npd::results {

/// For people.
std::string comparison_table(const std::vector<FinishedRun>& runs, const Published& published);

/// All digits, as CSV: metric, a column a run, then for each cell "CELL n", "CELL median", min,
/// max, q25 and q75.
std::string comparison_csv(const std::vector<FinishedRun>& runs, const Published& published);

}  // namespace npd::results
