#pragma once

#include "host/identity.hpp"

#include <string_view>

/// \file crash.hpp
/// A plugin that crashes, aborts or ends the process takes npd with it. What is here sees to it
/// that the last words name the plugin, and that the exit code is that of plugin errors.
namespace npd::host {

/// The call into a plugin that a thread is in. On the stack of the caller, which keeps what it
/// points to; calls may be nested.
class InFlight {
 public:
  /// \param library  its path, for a library that is being loaded
  InFlight(const PluginIdentity* plugin, const char* library, std::string_view call)
      : plugin_(plugin), library_(library), call_(call), outer_(current) {
    current = this;
  }
  ~InFlight() {
    if (is_copy) end_copy();
    current = outer_;
  }
  InFlight(const InFlight&) = delete;
  InFlight& operator=(const InFlight&) = delete;

  /// Of the calling thread; null outside of plugins.
  static const InFlight* innermost() { return current; }

  /// Writes `npd: error: generator "gru" 0.1.0 (gru.so), step: WHAT` to stderr. Safe in a signal
  /// handler.
  void write(const char* what) const;

 private:
  friend void name_plugins_in_crashes(int exit_code);

  /// Ends a process that a plugin made by fork() and that comes back out of the plugin: two would
  /// go on with one run.
  [[noreturn]] void end_copy() const;

  static inline thread_local const InFlight* current = nullptr;
  static inline bool is_copy = false;
  const PluginIdentity* plugin_;
  const char* library_;
  std::string_view call_;
  const InFlight* outer_;
};

/// From now on a process that ends in a plugin says so and exits with `exit_code`: in a call, or in
/// code of a library that note_library knows, on whatever thread. Where another handler of a signal
/// is installed already, as by sanitizers, that one has the last word.
void name_plugins_in_crashes(int exit_code);

/// Undoes it, for a child process that is watched.
void leave_crashes_alone();

/// Asked by who is about to end this process at once: `code`, or if a plugin wants it, which is
/// then named, the exit code of plugin errors.
int code_of_end(int code);

}  // namespace npd::host
