#pragma once

#include <array>
#include <csignal>

namespace npd::base {

/// While it lives, the first SIGINT, SIGTERM, SIGHUP or SIGUSR1 only sets a flag, so that a run can
/// end in order. A second SIGINT or SIGTERM ends the process at once; the others come twice by
/// themselves, from a terminal that goes and from a batch system. A signal that was ignored stays
/// ignored, as nohup wants it, and a reader of our output that goes away (SIGPIPE) is no reason to
/// end. Its end brings back who handled these signals before. One object at a time.
///
/// A SIGUSR1 that the thread held back (hold_back_warnings) comes when the guard is there.
class InterruptGuard {
 public:
  InterruptGuard();
  ~InterruptGuard();
  InterruptGuard(const InterruptGuard&) = delete;
  InterruptGuard& operator=(const InterruptGuard&) = delete;

  /// The first signal that came, or 0. Any thread may ask.
  static int signal();

 private:
  static constexpr std::array handled{SIGINT, SIGTERM, SIGHUP, SIGUSR1, SIGPIPE};
  std::array<struct sigaction, handled.size()> before_{};
  sigset_t mask_before_{};
};

/// A batch system's warning (SIGUSR1) may come at any moment, also while libraries are being
/// loaded; from now on it waits for a guard. For the main thread, before there are others.
void hold_back_warnings();

}  // namespace npd::base
