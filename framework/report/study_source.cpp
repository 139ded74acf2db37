#include "report/study_source.hpp"

#include "base/csv.hpp"
#include "report/file_text.hpp"
#include "results/run_folder.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <tuple>
#include <utility>

namespace npd::report {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t shown_log_bytes = 1500;
constexpr std::string_view score_prefix = "score/";

/// The columns that a study has besides keys and scores, in their order.
bool is_fixed(const std::string& column) {
  static constexpr const char* fixed[] = {
      "trial",         "draw",          "seed",       "state",  "objective",
      "at_best_epoch", "at_last_epoch", "best_epoch", "epochs", "failure"};
  return std::find(std::begin(fixed), std::end(fixed), column) != std::end(fixed);
}

/// Appends the validation losses of a run's epochs from losses.size() on.
void append_losses(const fs::path& run, std::vector<double>& losses) {
  try {
    const auto table = base::read_csv(results::RunFolder(run).metrics());
    const auto column = table.column("valid/recon");
    for (std::size_t row = losses.size(); row < table.rows.size(); ++row) {
      losses.push_back(number_in(table.rows[row][column]));
    }
  } catch (const DataError&) {
    // A trial that has not begun, or was killed while it wrote.
  }
}

/// The runs of a trial in their order: one, or of a worker one for each generation.
std::vector<fs::path> runs_of(const fs::path& trial) {
  std::vector<fs::path> runs;
  std::error_code failure;
  for (const auto& entry : fs::directory_iterator(trial, failure)) {
    if (fs::exists(results::RunFolder(entry.path()).record())) runs.push_back(entry.path());
  }
  // "g02", "g03", ..., "final".
  const auto rank = [](const fs::path& run) {
    const auto name = run.filename().string();
    return std::tuple(name == "final", name.size(), name);
  };
  std::sort(runs.begin(), runs.end(),
            [&](const auto& a, const auto& b) { return rank(a) < rank(b); });
  return runs.empty() ? std::vector{trial} : runs;
}

std::string end_of(const std::string& text) {
  return text.size() > shown_log_bytes ? "..." + text.substr(text.size() - shown_log_bytes) : text;
}

StudyTrial read_trial(const fs::path& folder, const base::CsvTable& table, std::size_t row) {
  const auto& cells = table.rows[row];
  const auto cell = [&](const char* name) { return cells[table.column(name)]; };
  StudyTrial trial;
  trial.name = fmt::format("{:0>4}", cell("trial"));
  trial.state = cell("state");
  trial.failure = cell("failure");
  trial.objective = number_in(cell("objective"));
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (table.columns[i].starts_with(score_prefix)) {
      trial.scores.push_back(number_in(cells[i]));
    } else if (!is_fixed(table.columns[i])) {
      trial.drawn.push_back(cells[i]);
    }
  }
  trial.run = folder / "trials" / trial.name;
  for (const auto& run : runs_of(trial.run)) {
    // The rows of a run begin with those of whoever trained its weights before.
    append_losses(run, trial.losses);
    trial.run = run;
  }
  trial.log = end_of(text_of_file(results::RunFolder(trial.run).log()));
  // A process that died before it had a run has told the study why.
  if (trial.log.empty()) trial.log = end_of(text_of_file(folder / "logs" / (trial.name + ".txt")));
  return trial;
}

}  // namespace

std::vector<double> StudySource::numbers_of_key(std::size_t key) const {
  std::vector<double> numbers;
  for (const auto& trial : trials) numbers.push_back(number_in(trial.drawn[key]));
  return numbers;
}

std::vector<double> StudySource::numbers_of_score(std::size_t score) const {
  std::vector<double> numbers;
  for (const auto& trial : trials) numbers.push_back(trial.scores[score]);
  return numbers;
}

std::vector<double> StudySource::numbers_of_score(const std::string& score) const {
  const auto found = std::find(scores.begin(), scores.end(), score);
  if (found != scores.end())
    return numbers_of_score(static_cast<std::size_t>(found - scores.begin()));
  return std::vector<double>(trials.size(), std::numeric_limits<double>::quiet_NaN());
}

bool is_study(const fs::path& folder) { return fs::exists(folder / "study.csv"); }

StudySource read_study_source(const fs::path& folder) {
  const auto table = base::read_csv(folder / "study.csv");
  StudySource study;
  const auto whole = fs::weakly_canonical(folder);
  study.name = (whole.parent_path().filename() / whole.filename()).string();
  for (const auto& column : table.columns) {
    if (column.starts_with(score_prefix)) {
      study.scores.push_back(column.substr(score_prefix.size()));
    } else if (!is_fixed(column)) {
      study.keys.push_back(column);
    }
  }
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    study.trials.push_back(read_trial(folder, table, row));
  }
  study.settings = text_of_file(folder / "study.toml");
  study.minimises = study.settings.find("direction = \"max\"") == std::string::npos;
  try {
    study.population = read_population(folder);
  } catch (const DataError& error) {
    study.absent.push_back(fmt::format("The population: {}.", error.what()));
  }
  return study;
}

}  // namespace npd::report
