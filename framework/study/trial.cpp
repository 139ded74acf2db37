#include "study/trial.hpp"

#include "base/csv.hpp"
#include "results/finished_run.hpp"
#include "results/run_folder.hpp"
#include "results/run_record.hpp"

#include <fmt/format.h>
#include <npd/atomic_file.hpp>

#include <cmath>
#include <fstream>

namespace npd::study {
namespace {

namespace fs = std::filesystem;

double finite_or_nan(double value) {
  return std::isfinite(value) ? value : std::numeric_limits<double>::quiet_NaN();
}

void read_record(const results::RunFolder& run, Trial& trial) {
  const auto record = results::read_run_record(run.record());
  trial.epochs = record.epochs;
  trial.best_epoch = record.best_epoch;
}

void read_objective(const results::RunFolder& run, const Settings& settings, Trial& trial) {
  if (settings.objective_is_score()) {
    const auto name = settings.objective.substr(std::string("score/").size());
    for (const auto& [score, value] : trial.scores) {
      if (score == name) trial.at_best_epoch = trial.at_last_epoch = finite_or_nan(value);
    }
  } else {
    trial.at_best_epoch = value_at(run.path(), settings.objective, trial.best_epoch);
    trial.at_last_epoch = value_at(run.path(), settings.objective, trial.epochs - 1);
  }
  trial.objective = settings.objective_epoch == "best" ? trial.at_best_epoch : trial.at_last_epoch;
}

TrialState state_of_run(const fs::path& run) {
  const auto outcome = results::outcome_of(run);
  if (outcome == "finished") return TrialState::finished;
  return outcome == "running" ? TrialState::running : TrialState::stopped;
}

}  // namespace

const char* state_name(TrialState state) {
  switch (state) {
    case TrialState::waiting:
      return "waiting";
    case TrialState::running:
      return "running";
    case TrialState::stopped:
      return "stopped";
    case TrialState::finished:
      return "finished";
    case TrialState::failed:
      return "failed";
  }
  return "";
}

Trial read_trial(const StudyFolder& folder, const Settings& settings, std::size_t number) {
  return read_trial(folder.trial(number), folder.failure(number), settings, number);
}

Trial read_trial(const fs::path& path, const fs::path& failure, const Settings& settings,
                 std::size_t number) {
  const results::RunFolder run(path);
  Trial trial;
  trial.number = number;
  trial.run = path;
  const bool begun = fs::exists(run.record());
  if (fs::exists(failure)) {
    trial.state = TrialState::failed;
    trial.failure = first_line(failure);
  } else if (begun) {
    trial.state = state_of_run(run.path());
  }
  if (begun) read_record(run, trial);
  if (trial.state == TrialState::finished) {
    trial.scores = results::read_scores(run.scores());
    read_objective(run, settings, trial);
  }
  return trial;
}

double value_at(const fs::path& run, const std::string& column, std::int64_t epoch) {
  const auto table = base::read_csv(results::RunFolder(run).metrics());
  const auto epochs = table.column("epoch"), values = table.column(column);
  for (std::size_t row = table.rows.size(); row-- > 0;) {
    if (table.number(row, epochs) == static_cast<double>(epoch)) {
      return finite_or_nan(table.number(row, values));
    }
  }
  return std::numeric_limits<double>::quiet_NaN();
}

std::string first_line(const fs::path& file) {
  std::ifstream in(file);
  std::string line;
  std::getline(in, line);
  return line;
}

std::vector<std::string> last_lines(const fs::path& log, std::size_t count) {
  std::ifstream in(log, std::ios::binary | std::ios::ate);
  constexpr std::streamoff most = 16384;
  const std::streamoff size = in ? static_cast<std::streamoff>(in.tellg()) : 0;
  in.seekg(size > most ? size - most : 0);
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty()) lines.push_back(line);
  }
  if (lines.size() > count)
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(count));
  return lines;
}

void write_failure(const fs::path& file, const std::string& reason, const fs::path& log) {
  std::string text = reason + "\n";
  for (const auto& line : last_lines(log, 10)) text += line + "\n";
  write_text(file, text);
}

}  // namespace npd::study
