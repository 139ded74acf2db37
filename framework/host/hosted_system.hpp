#pragma once

#include "host/identity.hpp"

#include <npd/system.hpp>

#include <memory>

/// \file hosted_system.hpp
/// Systems of plugins as the framework sees them: guarded and checked like all of a plugin's
/// objects, see kind.hpp.
namespace npd::host {

/// Null stays null.
std::shared_ptr<System> wrap(std::shared_ptr<System> system, const PluginIdentity& plugin);

/// Wraps each; what was one object stays one.
TrueSystem wrap(TrueSystem truth, const PluginIdentity& plugin);

/// What a generator and a system may offer to analyses, guarded and checked.
Jacobian guarded_jacobian(Dynamics& inner, const PluginIdentity& plugin, const Tensor& input,
                          const Tensor& state);
std::optional<Box> guarded_domain(Dynamics& inner, const PluginIdentity& plugin,
                                  const Tensor& input, std::int64_t state_dim);
Tensor guarded_starts(Dynamics& inner, const PluginIdentity& plugin, const Tensor& input,
                      std::int64_t count, RandomStream& random, std::int64_t state_dim);

}  // namespace npd::host
