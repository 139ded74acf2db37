#include "runs/objectives.hpp"

#include "runs/experiment.hpp"
#include "runs/metrics_csv.hpp"

#include <npd/analysis.hpp>
#include <npd/metric.hpp>

namespace npd::runs {

std::vector<std::string> objectives_of(config::Document& document,
                                       const std::filesystem::path& file) {
  const auto experiment = read_experiment(document, file);
  auto names = metric_columns();
  for (const auto& [name, table] : experiment.named.at(Kind::metric)) {
    for (const auto& score : table.make<Metric>()->scores()) names.push_back("score/" + score.name);
  }
  for (const auto& [name, table] : experiment.named.at(Kind::analysis)) {
    for (const auto& score : table.make<Analysis>()->scores()) {
      names.push_back("score/" + score.name);
    }
  }
  return names;
}

}  // namespace npd::runs
