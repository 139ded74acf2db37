#include "host/examine.hpp"

#include "host/kind.hpp"
#include "host/registry.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <set>
#include <string>
#include <utility>
#include <variant>

namespace npd::host {
namespace {

/// Leaves every parameter at its default and remembers their names.
class NamedDefaults final : public Params {
 public:
  /// \param name  "rank", or "window.bins" of a table inside
  bool has(const std::string& name) const {
    return names_.contains(name.substr(0, name.find('.')));
  }

 private:
  void parameter(const ParameterInfo& info, ParameterRef) override { names_.insert(info.name); }
  std::set<std::string> names_;
};

class Examiner {
 public:
  Examiner(Registry& registry, const base::TellStage& tell) : registry_(registry), tell_(tell) {}

  void examine(const PluginIdentity& plugin) {
    const std::string name = fmt::format("{} {}", text(plugin.kind, plugin.id), plugin.version);
    const auto stage = [&](const char* call) { tell_(fmt::format("{}, {}", name, call)); };
    NamedDefaults defaults;
    std::string needs;
    try {
      stage("list parameters");
      const Component& component = registry_.find(plugin.kind, plugin.id);
      stage("create");
      hosted_kind(plugin.kind).try_out(registry_, component, defaults, stage);
    } catch (const ConfigError& error) {
      if (!error.key().empty() && !defaults.has(error.key())) return add_fault(error.what());
      needs = fmt::format(" (needs {})", error.key().empty() ? error.what() : error.key());
    } catch (const Error& error) {
      return add_fault(error.what());
    }
    found_.components += (found_.components.empty() ? "" : ", ") + name + needs;
  }

  Examination take() {
    if (!found_.faults.empty()) found_.components.clear();
    return std::move(found_);
  }

 private:
  void add_fault(const std::string& fault) {
    found_.faults += (found_.faults.empty() ? "" : "; ") + fault;
  }

  Registry& registry_;
  const base::TellStage& tell_;
  Examination found_;
};

}  // namespace

Examination examine(const std::filesystem::path& file, const base::TellStage& tell) {
  tell("while it is loaded");
  auto result = load_library(file);
  if (const auto* failure = std::get_if<LoadFailure>(&result)) return {failure->reason, {}};
  Catalogue catalogue;
  catalogue.places.push_back({{"", file.parent_path()}, {}});
  add_library(catalogue, std::get<0>(result), 0);
  Registry registry(std::move(catalogue));
  Examiner examiner(registry, tell);
  for (const auto& entry : registry.catalogue().entries) examiner.examine(entry.plugin);
  return examiner.take();
}

}  // namespace npd::host
