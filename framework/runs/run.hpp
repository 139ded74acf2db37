#pragma once

#include "config/document.hpp"
#include "results/run_folder.hpp"
#include "results/run_record.hpp"
#include "results/scores.hpp"
#include "runs/checkpoints.hpp"
#include "runs/experiment.hpp"
#include "runs/log.hpp"
#include "runs/preparation.hpp"

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>

namespace npd::runs {

/// How a run came to its end.
struct RunResult {
  std::filesystem::path folder;
  results::Scores scores{};
  std::string text{};   ///< what there is to say instead of scores: how to go on; empty: scores
  int signal = 0;       ///< that ended it early, or 0
  bool report = false;  ///< whether the experiment asks for report.html
};

/// One run, from its first file to its last: begin or go_on, then do it. The caller has the lock of
/// its folder.
class Run {
 public:
  static constexpr std::int64_t no_end = std::numeric_limits<std::int64_t>::max();

  /// \param record  what is known of the run so far; a new attempt is added to it
  /// \param until   how many epochs are to be done at most in all; then it stops, resumable
  /// \param quiet   nothing goes to stderr, only to log.txt
  Run(results::RunFolder folder, results::RunRecord record, const Experiment& experiment,
      Preparation& prepared, std::int64_t until, bool quiet);

  /// Writes the files that a run starts with, run.json first.
  /// \param start  where another run left off, or nothing
  void begin(const config::Document& document, const std::optional<TrainingCheckpoint>& start);

  /// Puts back what the folder holds.
  /// \param start  as of `begin`, for a run that was killed before it had a checkpoint
  void go_on(const config::Document& document, const std::optional<TrainingCheckpoint>& start);

  /// Whether there is a checkpoint to go on from.
  bool has_checkpoint() const { return checkpoints_.exist(); }

  /// All that is left to do.
  /// \throws npd::Error; the folder then holds whatever was complete
  RunResult operator()();

  Log& log() { return log_; }

 private:
  RunResult do_all();
  void tell_about_data();
  std::optional<RunResult> train();
  evaluation::PosteriorAverages sample();
  /// Nothing without analyses.
  std::optional<AnalysisData> analysis_data(const evaluation::PosteriorAverages& averages,
                                            const Evaluation& evaluation) const;
  results::Scores score(const Evaluation& evaluation);
  /// Adds their scores. One that fails costs no more than its own.
  void analyse(const AnalysisData& data, results::Scores& scores);
  void write_parameters(const config::Document& document) const;
  /// Writes them again, and tells if they were others.
  void mend_parameters(const config::Document& document);
  void start_from(const std::optional<TrainingCheckpoint>& start);
  void restore(const TrainingCheckpoint& checkpoint);
  TrainingCheckpoint checkpoint() const;
  RunResult stop(const std::string& outcome, int signal);
  void finish(const std::string& outcome);
  void note_failure(const std::string& what) noexcept;
  void write_record() const { results::write_run_record(folder_.record(), record_); }

  results::RunFolder folder_;
  results::RunRecord record_;
  const Experiment& experiment_;
  Preparation& prepared_;
  std::int64_t until_;
  bool quiet_;
  Log log_;
  Checkpoints checkpoints_;
  std::string metrics_rows_;  ///< metrics.csv of the epochs that are done; empty: none
};

}  // namespace npd::runs
