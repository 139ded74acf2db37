#include "host/describe.hpp"

#include <npd/names.hpp>
#include "base/text_table.hpp"
#include "config/toml_text.hpp"
#include "host/defaults.hpp"
#include "host/guard.hpp"

#include <npd/error.hpp>
#include <npd/metric.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <type_traits>
#include <vector>

namespace npd::host {
namespace {

/// A default as TOML; components inside components as the least that names one.
struct TomlDefault {
  std::string operator()(const bool* v) const { return *v ? "true" : "false"; }
  std::string operator()(const std::int64_t* v) const { return std::to_string(*v); }
  std::string operator()(const double* v) const { return config::toml_number(*v); }
  std::string operator()(const std::string* v) const { return config::toml_string(*v); }
  std::string operator()(const std::filesystem::path* v) const {
    return config::toml_string(v->string());
  }
  std::string operator()(const GeneratorSlot* v) const { return slot(v->plugin); }
  std::string operator()(const ReadoutSlot* v) const { return slot(v->plugin); }
  template <class T>
  std::string operator()(const std::vector<T>* v) const {
    std::vector<std::string> items;
    for (const T& item : *v) items.push_back((*this)(&item));
    return fmt::format("[{}]", fmt::join(items, ", "));
  }

  static std::string slot(const std::string& plugin) {
    return plugin.empty() ? "" : fmt::format("{{ plugin = {} }}", config::toml_string(plugin));
  }
};

/// The kind of component that a parameter holds, if it holds one.
std::optional<Kind> slot_kind(const ParameterRef& value) {
  if (std::holds_alternative<GeneratorSlot*>(value)) return Kind::generator;
  if (std::holds_alternative<ReadoutSlot*>(value)) return Kind::readout;
  return std::nullopt;
}

/// Some component that fits into a slot of `owner`.
std::string example_id(const Catalogue& catalogue, Kind kind, std::string_view owner) {
  for (const auto& entry : catalogue.entries) {
    if (entry.plugin.kind == kind && entry.plugin.id != owner) return entry.plugin.id;
  }
  return "...";
}

std::string allowed_text(const ParameterInfo& info) {
  if (info.choices.words.empty()) return info.bounds.text();
  return fmt::format("\"{}\"", fmt::join(info.choices.words, "\", \""));
}

/// The two forms in which parameters are shown.
class ParameterTexts final : public Params {
 public:
  /// \param catalogue  what a parameter without a default may name
  ParameterTexts(const Catalogue& catalogue, std::string_view owner)
      : catalogue_(catalogue), owner_(owner) {
    table_.add_row({"name", "type", "default", "allowed", "unit", "meaning"});
  }

  std::string table() const { return toml_.empty() ? "none" : table_.text(); }
  const std::string& toml() const { return toml_; }

 private:
  void parameter(const ParameterInfo& info, ParameterRef value) override {
    const std::string standard = std::visit(TomlDefault{}, value);
    table_.add_row(
        {info.name, type_name(value), standard, allowed_text(info), info.unit, info.doc});
    if (const auto kind = slot_kind(value); kind && standard.empty()) {
      toml_ +=
          fmt::format("{} = {}  # required: any {}\n", info.name,
                      TomlDefault::slot(example_id(catalogue_, *kind, owner_)), kind_name(*kind));
    } else {
      toml_ += fmt::format("{} = {}\n", info.name, standard);
    }
  }

  const Catalogue& catalogue_;
  std::string_view owner_;

  base::TextTable table_;
  std::string toml_;
};

/// Where a component of this kind stands in an experiment, with the keys that the host owns.
std::string toml_heading(Kind kind, std::string_view id) {
  const std::string plugin = fmt::format("plugin = {}\n", config::toml_string(id));
  switch (kind) {
    case Kind::dataset:
      return "[dataset]\n" + plugin;
    case Kind::generator:
      return "[model.generator]\n" + plugin + "state_dim = 20\n";
    case Kind::readout:
      return "[model.readout]\n" + plugin;
    case Kind::metric:
      return fmt::format("[metrics.{}]\n{}", id, plugin);
  }
  return plugin;
}

std::string range_text(const ScoreInfo& info) {
  const auto end = [](double value) {
    return std::isfinite(value) ? fmt::format("{}", value) : value < 0 ? "-inf" : "inf";
  };
  return fmt::format("{} to {}", end(info.lowest), end(info.highest));
}

std::string scores_text(Registry& registry, const Component& component) {
  try {
    Defaults defaults;
    base::TextTable table;
    table.add_row({"name", "better", "range", "perfect", "meaning"});
    for (const auto& info : registry.make_metric(component, defaults)->scores()) {
      const bool higher = info.direction == Direction::higher_is_better;
      table.add_row({info.name, higher ? "higher" : "lower", range_text(info),
                     info.perfect ? fmt::format("{}", *info.perfect) : "-", info.doc});
    }
    return table.text();
  } catch (const ConfigError&) {
    return "depend on its parameters, which have no complete defaults";
  }
}

std::string describe(Registry& registry, const Component& component) {
  const PluginIdentity& plugin = registry.identity(component);
  ParameterTexts parameters(registry.catalogue(), plugin.id);
  guard(plugin, "list parameters", [&] { component.visit(parameters); });
  std::string out = fmt::format("{} {}\n{}\nlibrary: {}\n", text(plugin.kind, plugin.id),
                                plugin.version, component.summary, plugin.library.string());
  out += fmt::format("\nParameters\n{}\n", parameters.table());
  if (plugin.kind == Kind::metric) {
    out += fmt::format("\nScores\n{}\n", scores_text(registry, component));
  }
  return out + fmt::format("\nTOML\n{}{}", toml_heading(plugin.kind, plugin.id), parameters.toml());
}

}  // namespace

std::string describe_text(Registry& registry, std::optional<Kind> kind, std::string_view id) {
  if (kind) return describe(registry, registry.find(*kind, id));
  const auto& catalogue = registry.catalogue();
  std::string out;
  for (const Kind any : {Kind::dataset, Kind::generator, Kind::readout, Kind::metric}) {
    if (catalogue.all(any, id).empty()) continue;
    if (!out.empty()) out += '\n';
    out += describe(registry, registry.find(any, id));
  }
  if (out.empty()) throw PluginError(not_found_text(catalogue, std::nullopt, id));
  return out;
}

}  // namespace npd::host
