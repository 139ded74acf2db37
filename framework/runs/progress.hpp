#pragma once

#include "training/trainer.hpp"

#include <chrono>
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

namespace npd::run {

/// Shows how a training goes: on a terminal one line that is redrawn, with a bar, the time left and
/// the current and best validation figures; else a plain line now and then.
class Progress {
 public:
  Progress(std::FILE* stream, bool is_terminal, std::int64_t max_epochs);

  void on_step(std::int64_t step, std::int64_t steps);
  void on_epoch(const train::EpochRecord& record, bool is_best);

  /// Leaves the last state of the line standing.
  void finish();

 private:
  using Clock = std::chrono::steady_clock;
  std::string bar(double epochs_done) const;
  std::string figures() const;
  void draw(double epochs_done);

  std::FILE* stream_;
  bool is_terminal_;
  std::int64_t max_epochs_;
  Clock::time_point start_ = Clock::now();
  Clock::time_point last_drawn_{};
  std::int64_t epochs_ = 0;
  std::optional<train::EpochRecord> current_, best_;
};

/// "45 s", "3 min 20 s", "1 h 5 min".
std::string duration_text(double seconds);

}  // namespace npd::run
