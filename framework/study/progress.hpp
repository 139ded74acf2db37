#pragma once

#include "base/stopwatch.hpp"
#include "study/study_table.hpp"

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>

namespace npd::study {

/// Shows how a study goes: a line for each trial that ended and, on a terminal, one line with a bar
/// that is redrawn.
class Progress {
 public:
  Progress(std::FILE* stream, bool is_terminal);

  void show(const StudyState& state);

  /// A trial ended.
  void on_trial(const StudyState& state, const Trial& trial, double seconds);

  /// Something that people should know.
  void note(const std::string& text);

  /// Takes the bar away.
  void finish();

 private:
  void clear();

  std::FILE* stream_;
  bool is_terminal_;
  base::Stopwatch watch_;
  std::size_t ended_ = 0;  ///< since it was made
  std::chrono::steady_clock::time_point last_drawn_{};
};

/// "[====      ] 8/20  2 running  1 failed  best 0.25459 (trial 13)"; of a population how many
/// workers have come to the end of the generation: "[====      ] 4/6 of generation 3  2 running"
std::string bar_text(const StudyState& state);

/// "trial 7 finished: valid/recon_smth 0.25459 at epoch 312 of 512"
std::string trial_text(const StudyState& state, const Trial& trial);

}  // namespace npd::study
