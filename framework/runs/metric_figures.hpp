#pragma once

#include "evaluation/scores.hpp"
#include "results/run_folder.hpp"

#include <string>
#include <vector>

namespace npd::runs {

/// Writes the figures of each metric that has any to `figures/<its table>.json`.
/// \param tables  the names of the metrics' tables, in their order
/// \return what went wrong, a sentence for each metric: a figure never spoils a run
std::vector<std::string> write_metric_figures(const results::RunFolder& folder,
                                              const std::vector<std::string>& tables,
                                              const std::vector<evaluation::NamedMetric>& metrics,
                                              const Evaluation& evaluation);

}  // namespace npd::runs
