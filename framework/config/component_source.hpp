#pragma once

#include <npd/plugin.hpp>

#include <cassert>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

/// \file component_source.hpp
/// What the configuration needs of the plugins; the host's registry implements it.
namespace npd::config {

class LocatedError;

/// What is wrong with a parameter of one component table, as an error with its place.
using Locate = std::function<LocatedError(const std::string& key, const std::string& what)>;

class ComponentSource {
 public:
  virtual ~ComponentSource() = default;

  /// The folder that `npd:` stands for in includes: the configurations that come with the program.
  /// Empty: none do.
  virtual std::filesystem::path shipped_configs() const { return {}; }

  /// \throws PluginError whose text says where was looked, if there is no such component
  virtual const npd::Component& find(npd::Kind kind, std::string_view id) = 0;

  /// Creates an object of a component that `find` gave. Errors of the plugin pass through; a
  /// ConfigError keeps its key, and a LocatedError stays one.
  /// \tparam Class  that of the component's kind
  template <class Class>
  std::shared_ptr<Class> make(const npd::Component& component, npd::Params& params,
                              const ShapeOf<Class>& shape = npd::detail::no_shape<Class>()) {
    assert(component.kind == KindOf<Class>::value);
    return std::static_pointer_cast<Class>(create(component, params, &shape, {}));
  }

  /// The same for a kind that only the component knows.
  /// \param shape   a pointer to the ShapeOf of the kind
  /// \param locate  for what the object finds wrong with its parameters when it is used
  /// \return        a pointer to the kind's class
  virtual std::shared_ptr<void> create(const npd::Component& component, npd::Params& params,
                                       const void* shape, const Locate& locate) = 0;
};

}  // namespace npd::config
