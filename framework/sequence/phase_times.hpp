#pragma once

#include "base/stopwatch.hpp"

#include <mutex>

namespace npd::sequence {

/// Seconds that the phases of training steps have taken, for benchmarks: added up over the threads
/// that were in them at once.
struct PhaseTimes {
  double encoder = 0, decoder = 0, readout = 0;
};

class PhaseClock {
 public:
  void add(double PhaseTimes::*phase, double seconds) {
    const std::lock_guard lock(mutex_);
    times_.*phase += seconds;
  }
  PhaseTimes times() const {
    const std::lock_guard lock(mutex_);
    return times_;
  }

 private:
  mutable std::mutex mutex_;
  PhaseTimes times_;
};

/// Adds the time from its start to its end.
class PhaseTimer {
 public:
  PhaseTimer(PhaseClock& clock, double PhaseTimes::*phase) : clock_(clock), phase_(phase) {}
  ~PhaseTimer() { clock_.add(phase_, watch_.seconds()); }
  PhaseTimer(const PhaseTimer&) = delete;
  PhaseTimer& operator=(const PhaseTimer&) = delete;

 private:
  PhaseClock& clock_;
  double PhaseTimes::*phase_;
  base::Stopwatch watch_;
};

}  // namespace npd::sequence
