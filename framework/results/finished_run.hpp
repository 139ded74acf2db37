#pragma once

#include <filesystem>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace npd::results {

/// A run that was done before, as its folder tells.
struct FinishedRun {
  std::string name;  ///< the end of its path: as much as tells it from the other runs
  std::filesystem::path folder;
  std::string experiment;                              ///< its name
  std::map<std::string, std::string> parameters;       ///< params.json; texts without quotes
  std::vector<std::pair<std::string, double>> scores;  ///< scores.csv, in its order; NaN: undefined
  std::map<std::string, std::string> notes;            ///< why a score says little, where it does

  /// A parameter, or the empty text. \param key  "model.co_dim"
  std::string parameter(const std::string& key) const;

  /// A score, or NaN.
  double score(const std::string& metric) const;

  /// Why a score says little, or the empty text.
  std::string note(const std::string& metric) const;

  /// Its components as npd calls them: "gru, linear".
  std::string model() const;

  /// The data set, and the file that it reads, if it reads one: "lfads_hdf5 /data/a.h5".
  std::string data() const;
};

/// The parameters of some runs, by their names in npd, whose values are not the same in all of
/// them. What changes no result (names, threads) is left out.
std::vector<std::string> differing_parameters(const std::vector<FinishedRun>& runs);

/// \throws DataError if a folder is not that of a run, or the run has not finished, or a file of it
///         is lost or not what it wrote, or a folder is named twice
std::vector<FinishedRun> read_finished_runs(const std::vector<std::filesystem::path>& folders);

/// The names and values of a scores.csv, in its order; NaN: undefined.
/// \throws DataError if it cannot be read
std::vector<std::pair<std::string, double>> read_scores(const std::filesystem::path& file);

/// How a run ended: "finished", "stopped" at an epoch, "interrupted" by a signal, "failed";
/// "killed" if nobody works on it although it says so; "running" if somebody does. \throws
/// DataError if the folder is not that of a run
std::string outcome_of(const std::filesystem::path& folder);

/// The output file of a run, which need not have finished after it.
/// \throws DataError if there is none, or it is not what the run wrote; the message says how the
/// run
///         ended
std::filesystem::path output_of_run(const std::filesystem::path& folder);

}  // namespace npd::results
