#include "base/interrupt.hpp"

#include <atomic>

namespace npd::base {
namespace {

std::atomic<int> received{0};
static_assert(std::atomic<int>::is_always_lock_free, "a signal handler must not wait");

void handle(int number) {
  int none = 0;
  received.compare_exchange_strong(none, number);
}

sigset_t warnings() {
  sigset_t set;
  ::sigemptyset(&set);
  ::sigaddset(&set, SIGUSR1);
  return set;
}

bool ends_at_the_second(int number) { return number == SIGINT || number == SIGTERM; }

}  // namespace

InterruptGuard::InterruptGuard() {
  received = 0;
  for (std::size_t i = 0; i < handled.size(); ++i) {
    const int number = handled[i];
    ::sigaction(number, nullptr, &before_[i]);
    if (before_[i].sa_handler == SIG_IGN) continue;
    struct sigaction action {};
    ::sigemptyset(&action.sa_mask);
    action.sa_handler = number == SIGPIPE ? SIG_IGN : handle;
    action.sa_flags = SA_RESTART;
    if (ends_at_the_second(number)) action.sa_flags |= static_cast<int>(SA_RESETHAND);
    ::sigaction(number, &action, nullptr);
  }
  const auto held_back = warnings();
  ::pthread_sigmask(SIG_UNBLOCK, &held_back, &mask_before_);
}

InterruptGuard::~InterruptGuard() {
  ::pthread_sigmask(SIG_SETMASK, &mask_before_, nullptr);
  for (std::size_t i = 0; i < handled.size(); ++i) ::sigaction(handled[i], &before_[i], nullptr);
}

int InterruptGuard::signal() { return received; }

void hold_back_warnings() {
  const auto held_back = warnings();
  ::pthread_sigmask(SIG_BLOCK, &held_back, nullptr);
}

}  // namespace npd::base
