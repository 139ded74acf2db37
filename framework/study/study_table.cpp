#include "study/study_table.hpp"

#include "base/csv.hpp"
#include "config/document.hpp"
#include "study/study_file.hpp"
#include "study/worker.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

namespace npd::study {
namespace {

namespace fs = std::filesystem;

constexpr const char* score_prefix = "score/";

/// Names of all scores, in the order in which trials tell them.
std::vector<std::string> score_names(const std::vector<Trial>& trials) {
  std::vector<std::string> names;
  for (const auto& trial : trials) {
    for (const auto& [name, value] : trial.scores) {
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
    }
  }
  return names;
}

std::vector<std::string> head(const StudyState& state, const std::vector<std::string>& scores) {
  std::vector<std::string> cells{"trial"};
  if (state.settings.repeats > 1) cells.insert(cells.end(), {"draw", "seed"});
  cells.insert(cells.end(), {"state", "objective", "at_best_epoch", "at_last_epoch", "best_epoch",
                             "epochs", "failure"});
  cells.insert(cells.end(), state.draws.keys.begin(), state.draws.keys.end());
  for (const auto& name : scores) cells.push_back(score_prefix + name);
  return cells;
}

std::vector<std::string> row(const StudyState& state, const Trial& trial,
                             const std::vector<std::string>& scores) {
  const bool begun = trial.state == TrialState::finished || trial.state == TrialState::failed;
  std::vector<std::string> cells{std::to_string(trial.number)};
  if (state.settings.repeats > 1) {
    cells.push_back(std::to_string(state.draw_of(trial.number)));
    cells.push_back(std::to_string(state.seed_of(trial.number)));
  }
  cells.insert(cells.end(),
               {state_name(trial.state), base::csv_number(trial.objective),
                base::csv_number(trial.at_best_epoch), base::csv_number(trial.at_last_epoch),
                begun ? std::to_string(trial.best_epoch) : "",
                begun ? std::to_string(trial.epochs) : "", trial.failure});
  const auto& drawn = state.draws.rows[state.draw_of(trial.number)];
  cells.insert(cells.end(), drawn.begin(), drawn.end());
  for (const auto& name : scores) {
    const auto found = std::find_if(trial.scores.begin(), trial.scores.end(),
                                    [&](const auto& score) { return score.first == name; });
    cells.push_back(found == trial.scores.end() ? "" : base::csv_number(found->second));
  }
  return cells;
}

std::int64_t integer(const std::string& cell) {
  std::int64_t value = 0;
  std::from_chars(cell.data(), cell.data() + cell.size(), value);
  return value;
}

/// A row of study.csv that will not change any more.
std::optional<Trial> settled(const base::CsvTable& table, std::size_t row, std::size_t number) {
  const auto cell = [&](const char* name) { return table.rows[row][table.column(name)]; };
  Trial trial;
  trial.number = number;
  if (cell("trial") != std::to_string(number)) return std::nullopt;
  if (cell("state") == state_name(TrialState::finished)) trial.state = TrialState::finished;
  if (cell("state") == state_name(TrialState::failed)) trial.state = TrialState::failed;
  if (trial.state == TrialState::waiting) return std::nullopt;
  trial.objective = table.number(row, table.column("objective"));
  trial.at_best_epoch = table.number(row, table.column("at_best_epoch"));
  trial.at_last_epoch = table.number(row, table.column("at_last_epoch"));
  trial.best_epoch = integer(cell("best_epoch"));
  trial.epochs = integer(cell("epochs"));
  trial.failure = cell("failure");
  for (std::size_t i = 0; i < table.columns.size(); ++i) {
    if (!table.columns[i].starts_with(score_prefix)) continue;
    trial.scores.emplace_back(table.columns[i].substr(6), table.number(row, i));
  }
  return trial;
}

}  // namespace

std::size_t StudyState::count(TrialState state) const {
  return static_cast<std::size_t>(std::count_if(
      trials.begin(), trials.end(), [&](const Trial& trial) { return trial.state == state; }));
}

const Trial* StudyState::best() const {
  const Trial* best = nullptr;
  for (const auto& trial : trials) {
    if (std::isnan(trial.objective)) continue;
    const bool better = !best || (settings.minimises() ? trial.objective < best->objective
                                                       : trial.objective > best->objective);
    if (better) best = &trial;
  }
  return best;
}

std::string study_csv(const StudyState& state) {
  const auto scores = score_names(state.trials);
  std::string text = base::csv_line(head(state, scores));
  for (const auto& trial : state.trials) text += base::csv_line(row(state, trial, scores));
  return text;
}

StudyState state_of(const Settings& settings, const Draws& draws, std::int64_t training_seed) {
  StudyState state{settings, draws, training_seed, {}, {}};
  const auto count = draws.rows.size() * static_cast<std::size_t>(settings.repeats);
  state.trials.resize(count);
  for (std::size_t number = 0; number < count; ++number) state.trials[number].number = number;
  return state;
}

StudyState read_state(const StudyFolder& folder, bool quickly) {
  StudyState state = read_study_file(folder);
  if (state.settings.is_population()) read_population(folder, state);
  std::optional<base::CsvTable> table;
  if (quickly && fs::exists(folder.table())) table = base::read_csv(folder.table());
  const auto count = state.draws.rows.size() * static_cast<std::size_t>(state.settings.repeats);
  for (std::size_t number = 0; number < count; ++number) {
    std::optional<Trial> trial;
    // `retry` takes a failure back, and a coordinator that was killed then has not said so.
    if (table && number < table->rows.size()) trial = settled(*table, number, number);
    if (trial && trial->state == TrialState::failed && !fs::exists(folder.failure(number))) {
      trial.reset();
    }
    if (!trial) trial = read_trial_of(folder, state, number);
    if (trial->run.empty()) trial->run = run_of(folder, state, number);
    state.trials.push_back(std::move(*trial));
  }
  return state;
}

}  // namespace npd::study
