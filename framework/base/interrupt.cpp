#include "base/interrupt.hpp"

#include <csignal>

namespace npd::base {
namespace {

volatile std::sig_atomic_t received = 0;

void handle(int number) {
  received = number;
  // The next one has its default effect.
  std::signal(number, SIG_DFL);
}

}  // namespace

InterruptGuard::InterruptGuard() {
  received = 0;
  std::signal(SIGINT, handle);
  std::signal(SIGTERM, handle);
}

InterruptGuard::~InterruptGuard() {
  std::signal(SIGINT, SIG_DFL);
  std::signal(SIGTERM, SIG_DFL);
}

int InterruptGuard::signal() { return received; }

}  // namespace npd::base
