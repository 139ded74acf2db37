#include "report/study_content.hpp"

#include "report/correlation.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace npd::report {
namespace {

using Json = nlohmann::json;
using Columns = std::vector<std::pair<std::string, std::vector<double>>>;

/// Curves of many trials are thinned to so many points.
constexpr std::size_t most_points = 150;

Json thinned(const std::vector<double>& losses) {
  Json points = Json::array();
  const std::size_t every = losses.size() / most_points + 1;
  for (std::size_t i = 0; i < losses.size(); i += every) points.push_back({i, losses[i]});
  return points;
}

Json trials_of(const StudySource& study) {
  Json trials = Json::array();
  for (const auto& trial : study.trials) {
    trials.push_back({{"name", trial.name},
                      {"state", trial.state},
                      {"failure", trial.failure},
                      {"log", trial.log},
                      {"objective", trial.objective},
                      {"drawn", trial.drawn},
                      {"scores", trial.scores},
                      {"losses", thinned(trial.losses)}});
  }
  return trials;
}

bool varies(const std::vector<double>& values) {
  double first = std::nan("");
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    if (std::isnan(first)) first = value;
    if (value != first) return true;
  }
  return false;
}

Columns scores_of(const StudySource& study) {
  Columns columns{{"objective", {}}};
  for (const auto& trial : study.trials) columns[0].second.push_back(trial.objective);
  for (std::size_t i = 0; i < study.scores.size(); ++i) {
    columns.emplace_back(study.scores[i], study.numbers_of_score(i));
  }
  std::erase_if(columns, [](const auto& column) { return !varies(column.second); });
  return columns;
}

Columns keys_of(const StudySource& study) {
  Columns columns;
  for (std::size_t i = 0; i < study.keys.size(); ++i) {
    if (auto numbers = study.numbers_of_key(i); varies(numbers)) {
      columns.emplace_back(study.keys[i], std::move(numbers));
    }
  }
  return columns;
}

/// Each of the rows with each of the columns.
Json correlations(const Columns& rows, const Columns& columns) {
  Json json{{"rows", Json::array()}, {"columns", Json::array()}, {"pairs", Json::array()}};
  for (const auto& column : columns) json["columns"].push_back(column.first);
  for (const auto& row : rows) {
    json["rows"].push_back(row.first);
    for (const auto& column : columns) {
      const auto found = correlation(column.second, row.second);
      json["pairs"].push_back(
          {{"n", found.n}, {"pearson", found.pearson}, {"spearman", found.spearman}});
    }
  }
  return json;
}

std::string sentence_of(const StudySource& study) {
  std::map<std::string, int> states;
  for (const auto& trial : study.trials) ++states[trial.state];
  std::string counts;
  for (const auto& [state, count] : states) {
    counts += fmt::format("{}{} {}", counts.empty() ? "" : ", ", count, state);
  }
  const StudyTrial* best = nullptr;
  for (const auto& trial : study.trials) {
    if (std::isnan(trial.objective)) continue;
    const bool better = !best || (study.minimises ? trial.objective < best->objective
                                                  : trial.objective > best->objective);
    if (better) best = &trial;
  }
  return fmt::format("A study of {} trials: {}. {}", study.trials.size(), counts,
                     best ? fmt::format("The best is trial {} with an objective of {:.6g}.",
                                        best->name, best->objective)
                          : "None has an objective yet.");
}

}  // namespace

Json study_content(const StudySource& study) {
  const auto scores = scores_of(study), keys = keys_of(study);
  return {{"name", study.name},
          {"sentence", sentence_of(study)},
          {"minimises", study.minimises},
          {"keys", study.keys},
          {"scores", study.scores},
          {"trials", trials_of(study)},
          {"effects", correlations(scores, keys)},
          {"matrix", correlations(scores, scores)},
          {"settings", study.settings}};
}

}  // namespace npd::report
