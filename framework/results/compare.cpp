#include "results/compare.hpp"

#include "base/csv.hpp"
#include "base/text_table.hpp"
#include "results/scores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace npd::results {
namespace {

using Names = std::vector<std::string>;

void add_new(Names& names, const std::string& name) {
  if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
}

/// The metrics of all runs, those of the first run first.
Names metrics_of(const std::vector<FinishedRun>& runs) {
  Names metrics;
  for (const auto& run : runs) {
    for (const auto& [metric, value] : run.scores) add_new(metrics, metric);
  }
  return metrics;
}

/// The cells of all runs that have published figures, each once.
Names cells_of(const std::vector<FinishedRun>& runs, const Published& published) {
  Names cells;
  for (const auto& run : runs) {
    if (const auto cell = cell_of(run); published.count(cell) != 0) add_new(cells, cell);
  }
  return cells;
}

const PublishedScore* find(const Published& published, const std::string& cell,
                           const std::string& metric) {
  const auto& scores = published.at(cell);
  const auto found = scores.find(metric);
  return found == scores.end() ? nullptr : &found->second;
}

std::string text(double value) { return std::isnan(value) ? "-" : results::value_text(value); }

std::string text(const PublishedScore* score) {
  if (score == nullptr) return "-";
  return fmt::format("{} ({} to {})", text(score->median), text(score->min), text(score->max));
}

}  // namespace

std::string comparison_table(const std::vector<FinishedRun>& runs, const Published& published) {
  const auto cells = cells_of(runs, published);
  Names head{"run"}, data{"data set"}, model{"model"};
  for (const auto& run : runs) {
    head.push_back(run.name);
    data.push_back(run.parameter("datamodule"));
    model.push_back(run.parameter("model"));
  }
  for (const auto& cell : cells) {
    const auto slash = cell.find('/');
    head.push_back("published median (min to max)");
    data.push_back(cell.substr(0, slash));
    model.push_back(cell.substr(slash + 1));
  }
  base::TextTable table;
  for (const auto& row : {head, data, model}) table.add_row(row);
  for (const auto& metric : metrics_of(runs)) {
    Names row{metric};
    for (const auto& run : runs) row.push_back(text(run.score(metric)));
    for (const auto& cell : cells) row.push_back(text(find(published, cell, metric)));
    table.add_row(row);
  }
  return table.text() + '\n';
}

std::string comparison_csv(const std::vector<FinishedRun>& runs, const Published& published) {
  const auto cells = cells_of(runs, published);
  Names head{"metric"};
  for (const auto& run : runs) head.push_back(run.name);
  for (const auto& cell : cells) {
    for (const char* figure : {"n", "median", "min", "max", "q25", "q75"}) {
      head.push_back(fmt::format("{} {}", cell, figure));
    }
  }
  std::string csv = base::csv_line(head);
  for (const auto& metric : metrics_of(runs)) {
    Names row{metric};
    for (const auto& run : runs) row.push_back(base::csv_number(run.score(metric)));
    for (const auto& cell : cells) {
      const auto* score = find(published, cell, metric);
      if (score == nullptr) {
        row.resize(row.size() + 6);
        continue;
      }
      row.push_back(fmt::format("{}", score->n));
      for (const double value : {score->median, score->min, score->max, score->q25, score->q75}) {
        row.push_back(base::csv_number(value));
      }
    }
    csv += base::csv_line(row);
  }
  return csv;
}

}  // namespace npd::results
