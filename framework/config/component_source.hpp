#pragma once

#include <npd/plugin.hpp>

#include <filesystem>
#include <memory>
#include <string_view>

/// \file component_source.hpp
/// What the configuration needs of the plugins; the host's registry implements it.
namespace npd::config {

class ComponentSource {
 public:
  virtual ~ComponentSource() = default;

  /// The folder that `npd:` stands for in includes: the configurations that come with the program.
  /// Empty: none do.
  virtual std::filesystem::path shipped_configs() const { return {}; }

  /// \throws PluginError whose text says where was looked, if there is no such component
  virtual const npd::Component& find(npd::Kind kind, std::string_view id) = 0;

  /// Each creates a component that `find` gave. Errors of the plugin pass through; a ConfigError
  /// keeps its key, and a LocatedError stays one.
  virtual std::shared_ptr<npd::Dataset> make_dataset(const npd::Component& component,
                                                     npd::Params& params) = 0;
  virtual std::shared_ptr<npd::Generator> make_generator(const npd::Component& component,
                                                         npd::Params& params,
                                                         const npd::GeneratorShape& shape) = 0;
  virtual std::shared_ptr<npd::Readout> make_readout(const npd::Component& component,
                                                     npd::Params& params,
                                                     const npd::ReadoutShape& shape) = 0;
  virtual std::shared_ptr<npd::Metric> make_metric(const npd::Component& component,
                                                   npd::Params& params) = 0;
};

}  // namespace npd::config
