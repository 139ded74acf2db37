#include "report/study_source.hpp"

#include "base/csv.hpp"
#include "report/file_text.hpp"
#include "results/run_folder.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>

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

std::vector<double> losses_of(const fs::path& run) {
  std::vector<double> losses;
  try {
    const auto table = base::read_csv(results::RunFolder(run).metrics());
    const auto column = table.column("valid/recon");
    for (std::size_t row = 0; row < table.rows.size(); ++row) {
      losses.push_back(number_in(table.rows[row][column]));
    }
  } catch (const DataError&) {
    // A trial that has not begun, or was killed while it wrote.
  }
  return losses;
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
  const auto run = folder / "trials" / trial.name;
  trial.losses = losses_of(run);
  trial.log = text_of_file(results::RunFolder(run).log());
  if (trial.log.size() > shown_log_bytes)
    trial.log = "..." + trial.log.substr(trial.log.size() - shown_log_bytes);
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
  return study;
}

}  // namespace npd::report
