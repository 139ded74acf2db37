#pragma once

#include "host/crash.hpp"
#include "host/identity.hpp"

#include <string_view>
#include <utility>

/// \file guard.hpp
/// Every call into a plugin goes through `guard`, so that whatever it throws says whose call it
/// was.
namespace npd::host {

/// Throws the exception in flight again, with `generator "gru" 0.1.0 (gru.so), step: ` in front. An
/// npd::Error keeps its type and a ConfigError its key; anything else becomes a PluginError, that
/// of LibTorch without its backtrace. Where the plugin's parameters stand in a file a ConfigError
/// becomes a config::LocatedError; one that comes from a component inside the plugin stays as it
/// is.
[[noreturn]] void rethrow_as_error_of(const PluginIdentity& plugin, std::string_view call);

/// Calls `function` and returns what it returns. Costs next to nothing while nothing is thrown.
/// \param call  what the plugin is asked for, as messages name it: "create", "step"
template <class Function>
decltype(auto) guard(const PluginIdentity& plugin, std::string_view call, Function&& function) {
  const InFlight in_flight(&plugin, nullptr, call);
  try {
    return std::forward<Function>(function)();
  } catch (...) {
    rethrow_as_error_of(plugin, call);
  }
}

}  // namespace npd::host
