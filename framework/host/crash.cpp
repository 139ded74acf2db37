#include "host/crash.hpp"

#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <initializer_list>

namespace npd::host {
namespace {

constexpr int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};

// AddressSanitizer's handler says more of a crash than ours. Others, such as that of the library
// UCX that some builds of LibTorch bring, say nothing that a user of plugins could use.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool ask_who_was_there_before = true;
#else
constexpr bool ask_who_was_there_before = false;
#endif

int exit_code_of_plugins = 0;  // 0: leave crashes alone
struct sigaction before[NSIG];

void put(std::string_view text) {
  while (!text.empty()) {
    const auto n = ::write(STDERR_FILENO, text.data(), text.size());
    if (n <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

const char* meaning(int signal) {
  switch (signal) {
    case SIGABRT:
      return "crashed: aborted (SIGABRT)";
    case SIGFPE:
      return "crashed: arithmetic error (SIGFPE)";
    case SIGILL:
      return "crashed: illegal instruction (SIGILL)";
    default:
      return "crashed: memory that is not its own (SIGSEGV)";
  }
}

void on_signal(int signal) {
  if (const auto* call = InFlight::innermost()) {
    call->write(meaning(signal));
    if (!ask_who_was_there_before || before[signal].sa_handler == SIG_DFL) {
      ::_exit(exit_code_of_plugins);
    }
  }
  // On return it comes again, to whoever was there before.
  ::sigaction(signal, &before[signal], nullptr);
  ::raise(signal);
}

void on_exit() {
  if (exit_code_of_plugins == 0 || InFlight::innermost() == nullptr) return;
  InFlight::innermost()->write("ended the process by calling exit()");
  ::_exit(exit_code_of_plugins);
}

}  // namespace

void InFlight::write(const char* what) const {
  put("npd: error: ");
  if (plugin_ == nullptr) {
    for (const std::string_view part : {std::string_view(library_), std::string_view(", ")})
      put(part);
  } else {
    for (const std::string_view part :
         {std::string_view(kind_name(plugin_->kind)), std::string_view(" \""),
          std::string_view(plugin_->id), std::string_view("\" "),
          std::string_view(plugin_->version), std::string_view(" ("),
          std::string_view(plugin_->library.native()), std::string_view("), ")})
      put(part);
  }
  put(call_);
  put(": ");
  put(what);
  put("\n");
}

void name_plugins_in_crashes(int exit_code) {
  exit_code_of_plugins = exit_code;
  static char stack[1 << 16];  // for what happens when the stack itself is used up
  const stack_t alternative{.ss_sp = stack, .ss_flags = 0, .ss_size = sizeof stack};
  ::sigaltstack(&alternative, nullptr);
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_ONSTACK;
  for (const int signal : signals) ::sigaction(signal, &action, &before[signal]);
  static const int registered = std::atexit(on_exit);
  static_cast<void>(registered);
}

void leave_crashes_alone() {
  exit_code_of_plugins = 0;
  for (const int signal : signals) std::signal(signal, SIG_DFL);
}

}  // namespace npd::host
