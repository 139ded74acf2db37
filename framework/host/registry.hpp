#pragma once

#include "config/component_source.hpp"
#include "host/catalogue.hpp"
#include "host/reports.hpp"

#include <filesystem>
#include <memory>
#include <mutex>
#include <optional>
#include <string_view>
#include <vector>

namespace npd::host {

/// The plugins of a search path, for the configuration to choose from. Every object it makes is
/// wrapped (see kind.hpp) and keeps its library, so it may outlive the registry.
class Registry final : public config::ComponentSource {
 public:
  /// \param shipped_configs  see ComponentSource
  explicit Registry(Catalogue catalogue, std::filesystem::path shipped_configs = {})
      : catalogue_(std::move(catalogue)), shipped_configs_(std::move(shipped_configs)) {}

  const Catalogue& catalogue() const { return catalogue_; }

  std::filesystem::path shipped_configs() const override { return shipped_configs_; }

  /// The first component of that name on the search path. Its parameters have been seen to be
  /// well-formed.
  /// \throws PluginError if there is none, or two in one folder, or it cannot list its parameters
  const Component& find(Kind kind, std::string_view id) override;

  /// Creates an object of a component that `find` gave, wrapped; `make` knows its type.
  /// \throws npd::Error in the name of the plugin
  std::shared_ptr<void> create(const Component& component, Params& params, const void* shape,
                               const config::Locate& locate) override;

  /// Whose component that is.
  const PluginIdentity& identity(const Component& component) const;

  /// What its components say.
  Reports& reports() { return reports_; }

  /// Of which components something was made, in the order of the first time, for the record of a
  /// run.
  std::vector<PluginIdentity> used() const;

 private:
  const Entry& entry(const Component& component) const;
  void note_use(const Entry& entry);

  const Catalogue catalogue_;
  std::filesystem::path shipped_configs_;
  Reports reports_;
  mutable std::mutex mutex_;
  std::vector<const Entry*> used_;
};

}  // namespace npd::host
