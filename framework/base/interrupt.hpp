#pragma once

namespace npd::base {

/// While it lives, the first SIGINT or SIGTERM only sets a flag, so that a run can end in order; a
/// second one ends the process at once. One object at a time.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  /// The signal that came, or 0.
  static int signal();
};

}  // namespace npd::base
