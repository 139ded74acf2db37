#pragma once

#include "report/population_source.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace npd::report {

/// A trial of a study, as study.csv and its folder say.
struct StudyTrial {
  std::string name;                ///< "0007", the name of its folder
  std::filesystem::path run;       ///< the folder of its newest run
  std::string state;               ///< "finished", "failed", "running", "waiting"
  std::string failure;             ///< why it failed
  std::string log;                 ///< the end of what it told
  double objective;                ///< NaN: none yet
  std::vector<std::string> drawn;  ///< a value for each key
  std::vector<double> scores;      ///< a number for each score; NaN: none
  std::vector<double> losses;      ///< validation losses by epoch; NaN: none
};

/// All that is known of a study, finished or not.
struct StudySource {
  std::string name;                 ///< the end of its path
  std::vector<std::string> keys;    ///< that were searched
  std::vector<std::string> scores;  ///< names
  std::vector<StudyTrial> trials;
  std::string settings;                        ///< study.toml
  bool minimises = true;                       ///< of two objectives the smaller one is better
  std::optional<PopulationSource> population;  ///< of a study that trains one
  std::vector<std::string> absent;             ///< what cannot be shown, and why, in sentences

  /// The numbers of a key (NaN where it is a text) or of a score, for each trial.
  std::vector<double> numbers_of_key(std::size_t key) const;
  std::vector<double> numbers_of_score(std::size_t score) const;
  /// The same by its name; NaN for every trial if there is no such score.
  std::vector<double> numbers_of_score(const std::string& score) const;
};

/// Whether a folder is that of a study.
bool is_study(const std::filesystem::path& folder);

/// \throws DataError if study.csv is not there or damaged
StudySource read_study_source(const std::filesystem::path& folder);

}  // namespace npd::report
