#pragma once

#include "analysis/analyse.hpp"
#include "evaluation/scores.hpp"
#include "runs/experiment.hpp"
#include "runs/mistakes.hpp"

#include <vector>

namespace npd::runs {

/// The analyses of the tables [analyses.NAME]; all mistakes are kept. Their names become those of
/// files, their scores must have other names than those of the metrics and of each other.
std::vector<analysis::NamedAnalysis> make_analyses(
    const NamedTables& tables, const std::vector<evaluation::NamedMetric>& metrics,
    Mistakes& mistakes);

}  // namespace npd::runs
