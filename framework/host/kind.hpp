#pragma once

#include "host/identity.hpp"

#include <npd/kinds.hpp>
#include <npd/reporter.hpp>

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

/// \file kind.hpp
/// What the host does with the plugins of a kind. Each kind says it once, in host/kinds/KIND.cpp.
namespace npd::host {

class Registry;

/// Where components of a kind stand in an experiment.
struct Place {
  std::vector<std::string> table;  ///< {"model", "generator"}: the keys from the root down
  bool named = false;              ///< tables inside that one, with names of the user's choice
  /// TOML to copy: the keys of the same table that are the host's own.
  std::string host_lines;
};

/// Told what a component is asked for next, before it is asked.
using TellCall = std::function<void(const char* call)>;

/// The host's side of one kind of plugin.
struct HostedKind {
  Place place;
  std::span<const std::string_view> host_keys;  ///< see host_keys_of

  /// Wraps an object that a component made in one of the same class, which guards every virtual
  /// call (see guard.hpp) and checks what comes back (see npd/contract.hpp). The wrapper of a
  /// module has the plugin's module as its only child, under an empty name, so weights(), freeze()
  /// and to() reach it and names stay the plugin's own. Kernels are wrapped in the same way and
  /// keep the object whose weights they read.
  /// \param object    a pointer to the kind's class
  /// \param shape     what it was made for, the kind's ShapeOf
  /// \param reporter  for the object to speak with
  /// \throws PluginError if the object breaks its contract from the start
  std::shared_ptr<void> (*wrap)(std::shared_ptr<void> object, const PluginIdentity& plugin,
                                const void* shape, std::shared_ptr<Reporter> reporter);

  /// Creates an object and makes it do a little: `npd plugins check`.
  void (*try_out)(Registry& registry, const Component& component, Params& defaults,
                  const TellCall& tell);

  /// What `npd plugins describe` says beside the parameters: a title and what stands below it, in
  /// lines of at most `width`. Null: nothing.
  std::string (*more)(Registry& registry, const Component& component, std::size_t width) = nullptr;

  /// The same for programs: members that it adds to the component's object.
  void (*more_json)(Registry& registry, const Component& component,
                    nlohmann::ordered_json& json) = nullptr;
};

const HostedKind& hosted_kind(Kind kind);

/// Each is defined in the file of its kind.
namespace kinds {
#define NPD_KIND(name, plural, Class) HostedKind name();
NPD_KINDS(NPD_KIND)
#undef NPD_KIND
}  // namespace kinds

}  // namespace npd::host
