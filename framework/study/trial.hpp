#pragma once

#include "study/settings.hpp"
#include "study/study_folder.hpp"

#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

/// \file trial.hpp
/// One trial of a study, as the files say. Nothing else remembers how far it is.
namespace npd::study {

enum class TrialState {
  waiting,   ///< nothing was done
  running,   ///< a process works on it
  stopped,   ///< it has begun, and nobody works on it: it can be gone on with
  finished,  ///< with scores
  failed,    ///< it will not be tried again but by `retry`
};

/// "waiting", ...
const char* state_name(TrialState state);

struct Trial {
  std::size_t number = 0;
  std::filesystem::path run{};  ///< its folder; of a worker the newest that has begun
  TrialState state = TrialState::waiting;
  /// The objective by the study's rule, and at both epochs that the rule may name; of a score they
  /// are the same. NaN: not there, or not finite.
  double objective = std::numeric_limits<double>::quiet_NaN();
  double at_best_epoch = std::numeric_limits<double>::quiet_NaN();
  double at_last_epoch = std::numeric_limits<double>::quiet_NaN();
  std::int64_t best_epoch = 0, epochs = 0;
  std::vector<std::pair<std::string, double>> scores;  ///< in the order of scores.csv
  std::string failure;                                 ///< one line
};

/// Reads a trial's folder.
Trial read_trial(const StudyFolder& folder, const Settings& settings, std::size_t number);

/// Reads one whose run and failure are kept elsewhere.
Trial read_trial(const std::filesystem::path& run, const std::filesystem::path& failure,
                 const Settings& settings, std::size_t number);

/// A column of a run's metrics.csv in one epoch; NaN: not there, or not finite.
/// \throws DataError if there is no such file or column
double value_at(const std::filesystem::path& run, const std::string& column, std::int64_t epoch);

/// Remembers that a trial failed, or a worker was lost.
/// \param reason  one line; the last lines of the log follow in the file
void write_failure(const std::filesystem::path& file, const std::string& reason,
                   const std::filesystem::path& log);

/// Why, as such a file says.
std::string first_line(const std::filesystem::path& file);

/// The last lines of a trial's log, the newest last.
std::vector<std::string> last_lines(const std::filesystem::path& log, std::size_t count);

}  // namespace npd::study
