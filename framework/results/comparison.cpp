#include "results/comparison.hpp"

#include <algorithm>

namespace npd::results {
namespace {

using Names = std::vector<std::string>;

void add_new(Names& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

}  // namespace

std::vector<Fact> facts_of(const std::vector<FinishedRun>& runs) {
  std::vector<Fact> facts;
  const auto add = [&](const std::string& name, const auto& value) {
    Fact fact{name, {}};
    for (const auto& run : runs) fact.values.push_back(value(run));
    facts.push_back(std::move(fact));
  };
  add("experiment", [](const FinishedRun& run) { return run.experiment; });
  add("data", [](const FinishedRun& run) { return run.data(); });
  add("model", [](const FinishedRun& run) { return run.model(); });
  add("the original's name", [](const FinishedRun& run) { return run.parameter("model"); });
  add("seed", [](const FinishedRun& run) { return run.parameter("seed"); });
  for (const auto& key : differing_parameters(runs)) {
    if (key != "seed") add(key, [&](const FinishedRun& run) { return run.parameter(key); });
  }
  return facts;
}

Names metrics_of(const std::vector<FinishedRun>& runs) {
  Names metrics;
  for (const auto& run : runs) {
    for (const auto& [metric, value] : run.scores) add_new(metrics, metric);
  }
  return metrics;
}

Names cells_of(const std::vector<FinishedRun>& runs, const Published& published) {
  Names cells;
  for (const auto& run : runs) {
    const auto cell = published.cell_of(run);
    if (published.scores(cell) != nullptr) add_new(cells, cell);
  }
  return cells;
}

}  // namespace npd::results
