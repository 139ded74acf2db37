#include "host/describe.hpp"

#include "config/node.hpp"
#include "config/toml_text.hpp"
#include "host/guard.hpp"
#include "host/kind.hpp"
#include "host/parameter_json.hpp"
#include "host/parameter_texts.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <utility>
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

/// A component, with what there is to say of it.
struct Description {
  const PluginIdentity& plugin;
  const Component& component;
  std::string table;  ///< of TOML
  ParameterTexts parameters;
};

Description look_at(Registry& registry, const Component& component) {
  const PluginIdentity& plugin = registry.identity(component);
  const std::string table = toml_table(hosted_kind(plugin.kind).place, plugin.id);
  ParameterTexts parameters(
      table, [&](Kind any) { return example_id(registry.catalogue(), any, plugin.id); });
  guard(plugin, "list parameters", [&] { component.visit(parameters); });
  return {plugin, component, table, std::move(parameters)};
}

std::string toml(const Description& about) {
  return fmt::format("[{}]\nplugin = {}\n{}{}", about.table, config::toml_string(about.plugin.id),
                     hosted_kind(about.plugin.kind).place.host_lines, about.parameters.toml());
}

std::string text_of(Registry& registry, const Component& component, std::size_t width) {
  const auto about = look_at(registry, component);
  const auto& plugin = about.plugin;
  const HostedKind& kind = hosted_kind(plugin.kind);
  std::string out = fmt::format("{} {}\n{}\nlibrary: {}\n", text(plugin.kind, plugin.id),
                                plugin.version, component.summary, plugin.library.string());
  out += fmt::format("\nParameters\n{}\n", about.parameters.table(width));
  if (kind.more != nullptr) out += fmt::format("\n{}\n", kind.more(registry, component, width));
  return out + "\nTOML\n" + toml(about);
}

nlohmann::ordered_json json_of(Registry& registry, const Component& component) {
  const auto about = look_at(registry, component);
  const auto& plugin = about.plugin;
  const HostedKind& kind = hosted_kind(plugin.kind);
  ParameterJson parameters;
  guard(plugin, "list parameters", [&] { component.visit(parameters); });
  nlohmann::ordered_json json{{"kind", kind_name(plugin.kind)},     {"id", plugin.id},
                              {"version", plugin.version},          {"summary", component.summary},
                              {"library", plugin.library.string()}, {"table", about.table},
                              {"parameters", parameters.json()}};
  if (kind.more_json != nullptr) kind.more_json(registry, component, json);
  json["toml"] = toml(about);
  return json;
}

/// The component of that kind, or those of all kinds that have one of that name.
std::vector<const Component*> named(Registry& registry, std::optional<Kind> kind,
                                    std::string_view id) {
  if (kind) return {&registry.find(*kind, id)};
  std::vector<const Component*> found;
  for (const Kind any : all_kinds) {
    if (!registry.catalogue().all(any, id).empty()) found.push_back(&registry.find(any, id));
  }
  if (found.empty()) throw PluginError(not_found_text(registry.catalogue(), std::nullopt, id));
  return found;
}

}  // namespace

std::string describe_text(Registry& registry, std::optional<Kind> kind, std::string_view id,
                          std::size_t width) {
  std::string out;
  for (const Component* component : named(registry, kind, id)) {
    out += (out.empty() ? "" : "\n") + text_of(registry, *component, width);
  }
  return out;
}

std::string describe_json(Registry& registry, std::optional<Kind> kind, std::string_view id) {
  auto components = nlohmann::ordered_json::array();
  for (const Component* component : named(registry, kind, id)) {
    components.push_back(json_of(registry, *component));
  }
  return nlohmann::ordered_json{{"components", std::move(components)}}.dump(2) + '\n';
}

}  // namespace npd::host
