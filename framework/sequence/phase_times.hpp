#pragma once

#include <chrono>

namespace npd::seq {

/// Seconds that the phases of training steps have taken, for benchmarks.
struct PhaseTimes {
  double encoder = 0, decoder = 0, readout = 0;
};

/// Adds the time from its start to its end.
class PhaseTimer {
 public:
  explicit PhaseTimer(double& seconds) : seconds_(seconds) {}
  ~PhaseTimer() {
    seconds_ += std::chrono::duration<double>(std::chrono::steady_clock::now() - start_).count();
  }
  PhaseTimer(const PhaseTimer&) = delete;
  PhaseTimer& operator=(const PhaseTimer&) = delete;

 private:
  double& seconds_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

}  // namespace npd::seq
