#pragma once

#include "results/finished_run.hpp"
#include "results/published.hpp"

#include <cstddef>
#include <string>
#include <vector>

/// \file compare.hpp
/// Several runs side by side: which is which, in what their configurations differ, their scores,
/// and behind the runs what the published runs of their cells scored.
namespace npd::results {

/// For people: a column a run where that fits into `width`, else the runs are numbered and each has
/// a row of as many scores as fit.
std::string comparison_table(const std::vector<FinishedRun>& runs, const Published& published,
                             std::size_t width);

/// All digits, as CSV: metric, a column a run, then for each cell "CELL n", "CELL median", min,
/// max, q25 and q75; last the runs' notes.
std::string comparison_csv(const std::vector<FinishedRun>& runs, const Published& published);

/// All of it for programs: runs, each with folder, experiment, data, model, seed, the parameters
/// that differ, scores and their notes; and published, by cell and metric. NaN is null.
std::string comparison_json(const std::vector<FinishedRun>& runs, const Published& published);

}  // namespace npd::results
