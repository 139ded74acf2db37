#include "host/list.hpp"

#include "base/text_table.hpp"
#include "base/wrap.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace npd::host {
namespace {

using OrderedJson = nlohmann::ordered_json;

/// Why an entry is not used, or nothing.
/// \param same_name  all entries of its name, the nearest on the search path first
std::string unused_reason(const Entry& entry, const std::vector<const Entry*>& same_name) {
  const Entry& first = *same_name.front();
  if (entry.place != first.place) return "hidden by " + first.plugin.library.string();
  for (const Entry* other : same_name) {
    if (other != &entry && other->place == entry.place) {
      return "ambiguous: also in " + other->plugin.library.string();
    }
  }
  return {};
}

/// What a component is, and its library if that has another name.
std::string summary_of(const Entry& entry) {
  const auto library = entry.plugin.library.filename().string();
  const bool named_alike = library == entry.plugin.id + ".so";
  return entry.component->summary + (named_alike ? "" : fmt::format(" ({})", library));
}

/// The usable components of one place.
std::string place_text(const Catalogue& catalogue, std::size_t place, std::size_t width) {
  base::TextTable table;
  table.add_row({"id", "kind", "version", "summary"});
  bool any = false;
  for (const auto& entry : catalogue.entries) {
    const auto& plugin = entry.plugin;
    if (entry.place != place) continue;
    if (!unused_reason(entry, catalogue.all(plugin.kind, plugin.id)).empty()) continue;
    table.add_row({plugin.id, kind_name(plugin.kind), plugin.version, summary_of(entry)});
    any = true;
  }
  if (!any) return {};
  return fmt::format("{}\n\nin {}\n\n", table.text(width),
                     catalogue.places[place].place.folder.string());
}

}  // namespace

std::string list_text(const Catalogue& catalogue, std::size_t width) {
  std::string out;
  for (std::size_t place = 0; place < catalogue.places.size(); ++place) {
    out += place_text(catalogue, place, width);
  }
  for (const auto& entry : catalogue.entries) {
    const auto reason = unused_reason(entry, catalogue.all(entry.plugin.kind, entry.plugin.id));
    if (reason.empty()) continue;
    out +=
        base::wrapped(fmt::format("not used:  {} ({})\n", text(entry.plugin), reason), width, 11);
  }
  return out + base::wrapped(searched_text(catalogue), width, 11) + '\n';
}

std::string list_json(const Catalogue& catalogue) {
  OrderedJson json = {{"components", OrderedJson::array()},
                      {"places", OrderedJson::array()},
                      {"skipped", OrderedJson::array()}};
  for (const auto& entry : catalogue.entries) {
    const auto& plugin = entry.plugin;
    const auto reason = unused_reason(entry, catalogue.all(plugin.kind, plugin.id));
    json["components"].push_back(
        {{"kind", kind_name(plugin.kind)},
         {"id", plugin.id},
         {"version", plugin.version},
         {"summary", entry.component->summary},
         {"library", plugin.library.string()},
         {"unused", reason.empty() ? OrderedJson() : OrderedJson(reason)}});
  }
  for (const auto& [place, state] : catalogue.places) {
    json["places"].push_back(
        {{"origin", place.origin}, {"folder", place.folder.string()}, {"state", state}});
  }
  for (const auto& failure : catalogue.failures) {
    json["skipped"].push_back({{"file", failure.file.string()}, {"reason", failure.reason}});
  }
  return json.dump(2) + '\n';
}

}  // namespace npd::host
