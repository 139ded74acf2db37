#include "results/compare.hpp"

#include "base/csv.hpp"
#include "results/comparison.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <cmath>

namespace npd::results {
namespace {

using OrderedJson = nlohmann::ordered_json;
using Names = std::vector<std::string>;

OrderedJson number_json(double value) {
  return std::isfinite(value) ? OrderedJson(value) : OrderedJson(nullptr);
}

OrderedJson run_json(const FinishedRun& run, const Names& differing) {
  OrderedJson json = {{"name", run.name},
                      {"folder", run.folder.string()},
                      {"experiment", run.experiment},
                      {"data", run.data()},
                      {"model", run.model()},
                      {"original_model", run.parameter("model")},
                      {"seed", run.parameter("seed")}};
  json["differs"] = OrderedJson::object();
  for (const auto& key : differing) json["differs"][key] = run.parameter(key);
  json["scores"] = OrderedJson::object();
  for (const auto& [metric, value] : run.scores) json["scores"][metric] = number_json(value);
  json["notes"] = run.notes;
  return json;
}

OrderedJson score_json(const PublishedScore& score) {
  return {{"n", score.n},
          {"median", number_json(score.median)},
          {"min", number_json(score.min)},
          {"max", number_json(score.max)},
          {"q25", number_json(score.q25)},
          {"q75", number_json(score.q75)}};
}

/// "RUN: why its score says little", of all runs.
std::string note_of(const std::vector<FinishedRun>& runs, const std::string& metric) {
  std::string text;
  for (const auto& run : runs) {
    const auto note = run.note(metric);
    if (!note.empty()) text += fmt::format("{}{}: {}", text.empty() ? "" : "; ", run.name, note);
  }
  return text;
}

}  // namespace

std::string comparison_csv(const std::vector<FinishedRun>& runs, const Published& published) {
  const auto cells = cells_of(runs, published);
  Names head{"metric"};
  for (const auto& run : runs) head.push_back(run.name);
  for (const auto& cell : cells) {
    for (const char* figure : {"n", "median", "min", "max", "q25", "q75"}) {
      head.push_back(fmt::format("{} {}", cell, figure));
    }
  }
  head.push_back("note");
  std::string csv = base::csv_line(head);
  for (const auto& metric : metrics_of(runs)) {
    Names row{metric};
    for (const auto& run : runs) row.push_back(base::csv_number(run.score(metric)));
    for (const auto& cell : cells) {
      const auto* score = published.score(cell, metric);
      if (score == nullptr) {
        row.resize(row.size() + 6);
        continue;
      }
      row.push_back(fmt::format("{}", score->n));
      for (const double value : {score->median, score->min, score->max, score->q25, score->q75}) {
        row.push_back(base::csv_number(value));
      }
    }
    row.push_back(note_of(runs, metric));
    csv += base::csv_line(row);
  }
  return csv;
}

std::string comparison_json(const std::vector<FinishedRun>& runs, const Published& published) {
  const auto differing = differing_parameters(runs);
  OrderedJson json = {{"runs", OrderedJson::array()}, {"published", OrderedJson::object()}};
  for (const auto& run : runs) json["runs"].push_back(run_json(run, differing));
  for (const auto& cell : cells_of(runs, published)) {
    for (const auto& [metric, score] : *published.scores(cell)) {
      json["published"][cell][metric] = score_json(score);
    }
  }
  return json.dump(2) + '\n';
}

}  // namespace npd::results
