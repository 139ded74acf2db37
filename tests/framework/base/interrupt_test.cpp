#include "base/interrupt.hpp"

#include "base/child_process.hpp"

#include <csignal>
#include <string>
#include <thread>

#include <npd/testing/catch.hpp>

using npd::base::ChildReport;
using npd::base::InterruptGuard;

namespace {

using namespace std::chrono_literals;

/// What becomes of a process that does this.
template <class Work>
ChildReport in_child(const Work& work) {
  return npd::base::run_in_child([&](const auto&) { return std::string(work()); }, 10s);
}

}  // namespace

TEST_CASE("a first signal is only noted, and the first of several is the one that counts") {
  for (const int signal : {SIGINT, SIGTERM, SIGHUP, SIGUSR1}) {
    INFO(signal);
    const auto report = in_child([&] {
      const InterruptGuard guard;
      if (InterruptGuard::signal() != 0) return "too early";
      std::raise(signal);
      if (InterruptGuard::signal() != signal) return "not noted";
      std::raise(signal == SIGHUP ? SIGUSR1 : SIGHUP);
      return InterruptGuard::signal() == signal ? "noted" : "forgotten";
    });
    CHECK(report.result == "noted");
  }
}

TEST_CASE("a second SIGINT or SIGTERM ends the process, a second SIGHUP or SIGUSR1 does not") {
  for (const auto& [signal, ends] :
       {std::pair{SIGINT, true}, {SIGTERM, true}, {SIGHUP, false}, {SIGUSR1, false}}) {
    INFO(signal);
    const auto report = in_child([signal = signal] {
      const InterruptGuard guard;
      std::raise(signal);
      std::raise(signal);
      return "alive";
    });
    CHECK(report.end == (ends ? ChildReport::End::crashed : ChildReport::End::returned));
    if (ends) CHECK(report.number == signal);
  }
}

TEST_CASE("a warning that came before the guard is not lost and does not end the process") {
  const auto report = in_child([] {
    npd::base::hold_back_warnings();
    std::raise(SIGUSR1);
    {
      const InterruptGuard guard;
      if (InterruptGuard::signal() != SIGUSR1) return "lost";
    }
    std::raise(SIGUSR1);  // held back again
    const InterruptGuard guard;
    return InterruptGuard::signal() == SIGUSR1 ? "noted" : "lost at the second time";
  });
  CHECK(report.result == "noted");
}

TEST_CASE("a signal that was ignored stays ignored") {
  const auto report = in_child([] {
    std::signal(SIGHUP, SIG_IGN);
    std::signal(SIGINT, SIG_IGN);
    const InterruptGuard guard;
    std::raise(SIGHUP);
    std::raise(SIGINT);
    return InterruptGuard::signal() == 0 ? "ignored" : "noted";
  });
  CHECK(report.result == "ignored");
}

TEST_CASE("a reader who goes away does not end the process") {
  const auto report = in_child([] {
    std::signal(SIGPIPE, SIG_DFL);
    const InterruptGuard guard;
    std::raise(SIGPIPE);
    return "alive";
  });
  CHECK(report.result == "alive");
}

namespace {

volatile std::sig_atomic_t mine = 0;
void count(int) { mine = mine + 1; }

}  // namespace

TEST_CASE("who handled a signal before handles it again") {
  const auto report = in_child([] {
    std::signal(SIGTERM, count);
    { const InterruptGuard guard; }
    std::raise(SIGTERM);
    return mine == 1 ? "back" : "lost";
  });
  CHECK(report.result == "back");
}

TEST_CASE("a signal that another thread gets is seen") {
  const auto report = in_child([] {
    const InterruptGuard guard;
    std::thread([] { std::raise(SIGUSR1); }).join();
    return InterruptGuard::signal() == SIGUSR1 ? "seen" : "missed";
  });
  CHECK(report.result == "seen");
}
