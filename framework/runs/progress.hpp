#pragma once

#include "base/stopwatch.hpp"
#include "training/trainer.hpp"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <vector>

namespace npd::runs {

/// Shows how a training goes: on a terminal one line that is redrawn, with a bar, the time left and
/// the current and best validation figures, as much as fits; else a plain line now and then.
class Progress {
 public:
  /// \param stream  null: nothing is shown
  /// \param width  of the terminal's lines; nothing: it is no terminal
  Progress(std::FILE* stream, std::optional<std::size_t> width, std::int64_t max_epochs);

  void on_step(std::int64_t step, std::int64_t steps);
  void on_epoch(const training::EpochRecord& record, bool is_best);

  /// The last epoch and the best one so far, as a plain line; empty before the first.
  std::string epoch_line() const;

  /// Leaves the last state of the line standing.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  std::vector<std::string> figures() const;
  std::string terminal_line(double epochs_done) const;
  void draw(double epochs_done);

  std::FILE* stream_;
  std::optional<std::size_t> width_;
  std::int64_t max_epochs_;
  base::Stopwatch watch_;
  Clock::time_point last_drawn_{};
  std::int64_t epochs_ = 0;
  std::optional<training::EpochRecord> current_, best_;
};

}  // namespace npd::runs
