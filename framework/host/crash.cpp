#include "host/crash.hpp"

#include "host/code_of_libraries.hpp"

#include <execinfo.h>
#include <pthread.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <initializer_list>
#include <utility>

namespace npd::host {
namespace {

constexpr int signals[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT, SIGTRAP, SIGSYS};

// AddressSanitizer's handler says more of a crash than ours. Others, such as that of the library
// UCX that some builds of LibTorch bring, say nothing that a user of plugins could use.
#if defined(__SANITIZE_ADDRESS__)
constexpr bool ask_who_was_there_before = true;
#else
constexpr bool ask_who_was_there_before = false;
#endif

int exit_code_of_plugins = 0;  // 0: leave crashes alone
pid_t process = 0;             // plugins may have started others, whose end is their own
struct sigaction before[NSIG];

void put(std::initializer_list<std::string_view> parts) {
  for (auto text : parts) {
    while (!text.empty()) {
      const auto n = ::write(STDERR_FILENO, text.data(), text.size());
      if (n <= 0) return;
      text.remove_prefix(static_cast<std::size_t>(n));
    }
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
    case SIGTRAP:
      return "crashed: trap (SIGTRAP)";
    case SIGSYS:
      return "crashed: forbidden system call (SIGSYS)";
    default:
      return "crashed: memory that is not its own (SIGSEGV)";
  }
}

/// The innermost plugin library whose code this thread is in, or null. Unlike most, this function
/// of the C library may be called in a signal handler once it has been called before.
const char* library_on_stack() {
  std::array<void*, 64> addresses;
  const int count = ::backtrace(addresses.data(), static_cast<int>(addresses.size()));
  for (int i = 0; i < count; ++i) {
    if (const char* library = library_of_code(addresses[static_cast<std::size_t>(i)])) {
      return library;
    }
  }
  return nullptr;
}

/// Says in which plugin this thread ends the process.
/// \return whether it is in one
bool named(const char* what) {
  if (const auto* call = InFlight::innermost()) {
    call->write(what);
    return true;
  }
  const char* library = library_on_stack();
  if (library == nullptr) return false;
  const bool own_thread = ::syscall(SYS_gettid) != ::getpid();
  put({"npd: error: ", library,
       own_thread ? ", on a thread of its own: " : ", outside of any call: ", what, "\n"});
  return true;
}

/// Without asking anybody again.
[[noreturn]] void end() { ::_exit(std::exchange(exit_code_of_plugins, 0)); }

void on_signal(int signal) {
  const bool ours = exit_code_of_plugins != 0 && ::getpid() == process && named(meaning(signal));
  if (ours && (!ask_who_was_there_before || before[signal].sa_handler == SIG_DFL)) end();
  // On return it comes again, to whoever was there before.
  ::sigaction(signal, &before[signal], nullptr);
  ::raise(signal);
}

bool is_end_by_plugin(const char* what) {
  return exit_code_of_plugins != 0 && ::getpid() == process && named(what);
}

void on_exit() {
  if (is_end_by_plugin("ended the process by calling exit()")) end();
}

}  // namespace

void InFlight::write(const char* what) const {
  if (plugin_ == nullptr) {
    put({"npd: error: ", library_, ", "});
  } else {
    put({"npd: error: ", kind_name(plugin_->kind), " \"", plugin_->id, "\" ", plugin_->version,
         " (", plugin_->library.native(), "), "});
  }
  put({call_, ": ", what, "\n"});
}

void InFlight::end_copy() const {
  write("came back in a process that it had made by fork(), which ends here");
  exit_code_of_plugins = 0;
  ::_exit(EXIT_FAILURE);
}

void name_plugins_in_crashes(int exit_code) {
  exit_code_of_plugins = exit_code;
  process = ::getpid();
  static_cast<void>(library_on_stack());  // loads what it needs
  static char stack[1 << 16];             // for what happens when the stack itself is used up
  const stack_t alternative{.ss_sp = stack, .ss_flags = 0, .ss_size = sizeof stack};
  ::sigaltstack(&alternative, nullptr);
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_ONSTACK;
  for (const int signal : signals) ::sigaction(signal, &action, &before[signal]);
  static const int registered =
      std::atexit(on_exit) + std::at_quick_exit(on_exit) + ::pthread_atfork(nullptr, nullptr, [] {
        InFlight::is_copy = InFlight::innermost() != nullptr;
      });
  static_cast<void>(registered);
}

void leave_crashes_alone() {
  exit_code_of_plugins = 0;
  for (const int signal : signals) std::signal(signal, SIG_DFL);
}

int code_of_end(int code) {
  return is_end_by_plugin("ended the process by calling _exit()")
             ? std::exchange(exit_code_of_plugins, 0)
             : code;
}

}  // namespace npd::host
