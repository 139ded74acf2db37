#pragma once

#include "host/crash.hpp"
#include "host/identity.hpp"

#include <c10/core/GradMode.h>
#include <fenv.h>

#include <memory>
#include <string_view>
#include <utility>

/// \file guard.hpp
/// Every call into a plugin goes through `guard`, so that whatever it throws says whose call it
/// was, and how the processor computes is the same behind it as before.
namespace npd::host {

/// Throws the exception in flight again, with `generator "gru" 0.1.0 (gru.so), step: ` in front. An
/// npd::Error keeps its type and a ConfigError its key; anything else becomes a PluginError, that
/// of LibTorch without its backtrace. Where the plugin's parameters stand in a file a ConfigError
/// becomes a config::LocatedError; one that comes from a component inside the plugin stays as it
/// is.
[[noreturn]] void rethrow_as_error_of(const PluginIdentity& plugin, std::string_view call);

/// What a thread computes with: rounding, denormal numbers, floating-point traps, and whether
/// autograd follows. Its end brings back what was so at its beginning.
class KeptArithmetic {
 public:
  KeptArithmetic() { ::fegetmode(&mode_); }
  ~KeptArithmetic() {
    ::fesetmode(&mode_);
    if (c10::GradMode::is_enabled() != gradients_) c10::GradMode::set_enabled(gradients_);
  }
  KeptArithmetic(const KeptArithmetic&) = delete;
  KeptArithmetic& operator=(const KeptArithmetic&) = delete;

 private:
  femode_t mode_;
  const bool gradients_ = c10::GradMode::is_enabled();
};

/// Calls `function` and returns what it returns. Costs next to nothing while nothing is thrown.
/// \param call  what the plugin is asked for, as messages name it: "create", "step"
template <class Function>
decltype(auto) guard(const PluginIdentity& plugin, std::string_view call, Function&& function) {
  const InFlight in_flight(&plugin, nullptr, call);
  const KeptArithmetic kept;
  try {
    return std::forward<Function>(function)();
  } catch (...) {
    rethrow_as_error_of(plugin, call);
  }
}

/// An object of a plugin whose end is guarded, too: a destructor is code of the plugin.
template <class Class>
std::shared_ptr<Class> guarded_end(std::shared_ptr<Class> object, const PluginIdentity& plugin) {
  if (object == nullptr) return nullptr;
  Class* const address = object.get();
  // What throws here, where nobody can catch it, ends the process while the call is still named.
  return {address, [object = std::move(object), plugin](Class*) mutable noexcept {
            const InFlight in_flight(&plugin, nullptr, "destroy");
            const KeptArithmetic kept;
            object.reset();
          }};
}

}  // namespace npd::host
