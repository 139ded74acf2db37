#include "report/study_content.hpp"

#include "report/correlation.hpp"
#include "report/file_text.hpp"
#include "report/population_content.hpp"
#include "report/published_json.hpp"
#include "report/study_inputs.hpp"
#include "results/run_folder.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>
#include <set>

namespace npd::report {
namespace {

namespace fs = std::filesystem;
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

/// From the page to the report of a trial, if that was written.
Json link_to(const fs::path& run, const fs::path& page_folder) {
  const auto report = results::RunFolder(run).report();
  if (!fs::exists(report)) return nullptr;
  return fs::proximate(fs::weakly_canonical(report), fs::weakly_canonical(page_folder))
      .generic_string();
}

Json trials_of(const StudySource& study, const fs::path& page_folder) {
  Json trials = Json::array();
  for (const auto& trial : study.trials) {
    trials.push_back({{"name", trial.name},
                      {"run", trial.run.generic_string()},
                      {"report", link_to(trial.run, page_folder)},
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

/// The parameters of a trial's run as texts, as far as they are known.
results::FinishedRun finished_run(const fs::path& run) {
  results::FinishedRun finished;
  const auto parameters = json_in(results::RunFolder(run).parameters());
  for (const auto& [key, value] : parameters.items()) {
    finished.parameters[key] = value.is_string() ? value.get<std::string>() : value.dump();
  }
  return finished;
}

/// What published runs of the same kind scored; null if there are none, or the trials are of
/// several kinds.
Json published_of(const StudySource& study, const results::Published& published) {
  std::set<std::string> cells;
  for (const auto& trial : study.trials) {
    const auto run = finished_run(trial.run);
    if (!run.parameters.empty()) cells.insert(published.cell_of(run));
  }
  if (cells.size() != 1) return nullptr;
  const auto* scores = published.scores(*cells.begin());
  if (!scores) return nullptr;
  Json json{{"cell", *cells.begin()}, {"scores", Json::object()}};
  for (const auto& [name, score] : *scores) json["scores"][name] = published_json(score);
  return json;
}

}  // namespace

Json study_content(const StudySource& study, const results::Published& published, ArrayStore& store,
                   const fs::path& page_folder) {
  const auto scores = scores_of(study), keys = keys_of(study);
  auto absent = study.absent;
  Json content{{"name", study.name},
               {"sentence", sentence_of(study)},
               {"minimises", study.minimises},
               {"keys", study.keys},
               {"scores", study.scores},
               {"trials", trials_of(study, page_folder)},
               {"effects", correlations(scores, keys)},
               {"matrix", correlations(scores, scores)},
               {"population", population_content(study.population)},
               {"published", published_of(study, published)},
               {"inputs", study_inputs(study, store, absent)},
               {"settings", study.settings}};
  content["absent"] = absent;
  return content;
}

}  // namespace npd::report
