#include "runs/evaluate.hpp"

#include "host/defaults.hpp"
#include "results/finished_run.hpp"
#include "results/output_reader.hpp"
#include "runs/experiment.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <set>
#include <string>
#include <system_error>
#include <vector>

namespace npd::runs {
namespace {

namespace fs = std::filesystem;

std::vector<evaluation::NamedMetric> configured_metrics(const fs::path& file,
                                                        host::Registry& registry) {
  auto document = config::Document::load(file, {}, registry);
  NamedTables tables;
  if (document.root().table("model").present()) {
    tables = read_experiment(document, file).named.at(Kind::metric);
  } else {
    tables = read_named(document.root()).at(Kind::metric);
    document.finish();
  }
  if (tables.empty()) {
    throw ConfigError(fmt::format(
        "{}: metrics: names no metric; add a table [metrics.NAME] or give --config FILE",
        file.string()));
  }
  std::vector<evaluation::NamedMetric> metrics;
  for (const auto& [name, table] : tables) metrics.push_back({table.where(), table.make<Metric>()});
  return metrics;
}

std::vector<evaluation::NamedMetric> all_metrics(host::Registry& registry) {
  std::set<std::string> ids;
  for (const auto& entry : registry.catalogue().entries) {
    if (entry.component->kind == Kind::metric) ids.insert(entry.component->id);
  }
  std::vector<evaluation::NamedMetric> metrics;
  for (const auto& id : ids) {
    host::Defaults defaults;
    metrics.push_back({fmt::format("metric \"{}\"", id),
                       registry.make<Metric>(registry.find(Kind::metric, id), defaults)});
  }
  return metrics;
}

void check_any(const results::Scores& scores, const fs::path& file) {
  if (!scores.rows.empty()) return;
  std::set<std::string> reasons;
  for (const auto& score : scores.skipped) reasons.insert(score.reason);
  throw DataError(fmt::format("{}: none of the scores can be computed: {}", file.string(),
                              fmt::join(reasons, ", ")));
}

}  // namespace

results::Scores evaluate(const fs::path& target, const std::optional<fs::path>& config,
                         host::Registry& registry) {
  std::error_code ignored;
  const bool is_run = fs::is_directory(target, ignored);
  const fs::path file = is_run ? results::output_of_run(target) : target;
  std::vector<evaluation::NamedMetric> metrics;
  if (config || is_run) {
    metrics = configured_metrics(config.value_or(target / "config.toml"), registry);
  } else {
    metrics = all_metrics(registry);
  }
  auto scores = evaluation::score(metrics, results::read_evaluation(file));
  check_any(scores, file);
  return scores;
}

}  // namespace npd::runs
