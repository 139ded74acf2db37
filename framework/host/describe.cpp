#include "host/describe.hpp"

#include "config/node.hpp"
#include "config/toml_text.hpp"
#include "host/guard.hpp"
#include "host/kind.hpp"
#include "host/parameter_texts.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <vector>

namespace npd::host {
namespace {

/// Some component that fits into a slot of `owner`.
std::string example_id(const Catalogue& catalogue, Kind kind, std::string_view owner) {
  for (const auto& entry : catalogue.entries) {
    if (entry.plugin.kind == kind && entry.plugin.id != owner) return entry.plugin.id;
  }
  return "...";
}

/// The table of an experiment in which such a component stands, one called as it where the name is
/// the user's choice.
std::string toml_table(const Place& place, const std::string& id) {
  std::vector<std::string> keys = place.table;
  if (place.named) keys.push_back(id);
  return config::key_text(keys);
}

std::string describe(Registry& registry, const Component& component) {
  const PluginIdentity& plugin = registry.identity(component);
  const HostedKind& kind = hosted_kind(plugin.kind);
  const std::string table = toml_table(kind.place, plugin.id);
  ParameterTexts parameters(
      table, [&](Kind any) { return example_id(registry.catalogue(), any, plugin.id); });
  guard(plugin, "list parameters", [&] { component.visit(parameters); });
  std::string out = fmt::format("{} {}\n{}\nlibrary: {}\n", text(plugin.kind, plugin.id),
                                plugin.version, component.summary, plugin.library.string());
  out += fmt::format("\nParameters\n{}\n", parameters.table());
  if (kind.more != nullptr) out += fmt::format("\n{}\n", kind.more(registry, component));
  return out + fmt::format("\nTOML\n[{}]\nplugin = {}\n{}{}", table, config::toml_string(plugin.id),
                           kind.place.host_lines, parameters.toml());
}

}  // namespace

std::string describe_text(Registry& registry, std::optional<Kind> kind, std::string_view id) {
  if (kind) return describe(registry, registry.find(*kind, id));
  const auto& catalogue = registry.catalogue();
  std::string out;
  for (const Kind any : all_kinds) {
    if (catalogue.all(any, id).empty()) continue;
    if (!out.empty()) out += '\n';
    out += describe(registry, registry.find(any, id));
  }
  if (out.empty()) throw PluginError(not_found_text(catalogue, std::nullopt, id));
  return out;
}

}  // namespace npd::host
