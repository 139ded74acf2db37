#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace npd::results {

/// The folder of one run, and what its files are called. A new run takes a new folder: nothing is
/// ever overwritten.
class RunFolder {
 public:
  /// `runs/<experiment>/<UTC time>` in the working directory; if two runs start in the same second,
  /// the later one gets a number behind its time.
  static RunFolder create(const std::string& experiment);

  /// The folder that the user named, which may exist if it is empty, or holds no more than a run
  /// that was killed before it had done an epoch. \throws OutputError if there is something in it,
  /// or it cannot be made
  static RunFolder create_at(const std::filesystem::path& folder);

  /// The same, looked at again by who has the folder's lock now: between create_at and the lock
  /// another run may have begun there, and ended.
  /// \throws OutputError as create_at
  void check_free_when_locked() const;

  /// The folder of a run that exists.
  explicit RunFolder(std::filesystem::path folder) : path_(std::move(folder)) {}

  const std::filesystem::path& path() const { return path_; }

  std::filesystem::path config() const { return path_ / "config.toml"; }  ///< resolved
  std::filesystem::path record() const { return path_ / "run.json"; }
  std::filesystem::path parameters() const { return path_ / "params.json"; }
  std::filesystem::path metrics() const { return path_ / "metrics.csv"; }  ///< a row an epoch
  std::filesystem::path scores() const { return path_ / "scores.csv"; }
  /// What metrics have to show, a file for each table of [metrics]; only if there is anything.
  std::filesystem::path figures() const { return path_ / "figures"; }
  /// What analyses have found, see analysis_files.hpp; only if there are any.
  std::filesystem::path analyses() const { return path_ / "analyses"; }
  std::filesystem::path log() const { return path_ / "log.txt"; }
  std::filesystem::path output() const { return path_ / "lfads_output_sess0.h5"; }
  /// How the names of files for TensorBoard begin, if the experiment asks for them.
  static constexpr std::string_view event_file_prefix = "events.out.tfevents.";
  /// Its figures, if the experiment asks for them.
  std::filesystem::path report() const { return path_ / "report.html"; }
  /// Everything that a finished run must have, but run.json.
  std::vector<std::filesystem::path> results() const {
    return {config(), parameters(), metrics(), scores(), output(), best_weights()};
  }
  /// What is there of the results, trial facts, figures and analyses included.
  std::vector<std::filesystem::path> written_results() const;
  std::filesystem::path checkpoints() const { return path_ / "checkpoints"; }
  /// Facts about the trials, a row a trial; not there if the data set knows none.
  std::filesystem::path trial_info() const { return path_ / "trial_info.csv"; }
  /// The weights of the best epoch.
  std::filesystem::path best_weights() const { return checkpoints() / "best.h5"; }
  /// Where the training is; gone when the run is finished.
  std::filesystem::path last_checkpoint() const { return checkpoints() / "last.h5"; }
  /// Where it was an epoch before.
  std::filesystem::path previous_checkpoint() const { return checkpoints() / "previous.h5"; }

 private:
  std::filesystem::path path_;
};

}  // namespace npd::results
