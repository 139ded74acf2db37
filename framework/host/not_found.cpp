#include "host/catalogue.hpp"

#include <npd/names.hpp>
#include "base/text_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace npd::host {
namespace {

/// Sorted, each once.
std::vector<std::string> ids_of(const Catalogue& catalogue, std::optional<Kind> kind) {
  std::vector<std::string> ids;
  for (const auto& entry : catalogue.entries) {
    if (!kind || entry.plugin.kind == *kind) ids.push_back(entry.plugin.id);
  }
  std::sort(ids.begin(), ids.end());
  ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
  return ids;
}

/// What the user may have meant: a component of another kind, a similar name, or one of the few
/// that there are.
std::string hint(const Catalogue& catalogue, std::optional<Kind> kind, std::string_view id) {
  for (const auto& entry : catalogue.entries) {
    if (entry.plugin.id == id) {
      return fmt::format("; \"{}\" is a {}", id, kind_name(entry.plugin.kind));
    }
  }
  const auto ids = ids_of(catalogue, kind);
  if (auto suggestion = did_you_mean(id, ids); !suggestion.empty()) return suggestion;
  if (ids.empty()) return "; there are none";
  return fmt::format("; there are: {}", fmt::join(ids, ", "));
}

std::string label(const SearchPlace& place) {
  if (place.origin.empty() || place.folder.empty()) return place.origin + place.folder.string();
  return place.origin + " " + place.folder.string();
}

}  // namespace

std::string not_found_text(const Catalogue& catalogue, std::optional<Kind> kind,
                           std::string_view id) {
  return fmt::format("{} \"{}\" not found{}\n{}", kind ? kind_name(*kind) : "component", id,
                     hint(catalogue, kind, id), searched_text(catalogue));
}

std::string searched_text(const Catalogue& catalogue) {
  base::TextTable table;
  std::string heading = "searched:";
  for (const auto& [place, state] : catalogue.places) {
    table.add_row({heading, label(place), state});
    heading.clear();
  }
  std::string text = table.text();
  heading = "skipped: ";
  for (const auto& failure : catalogue.failures) {
    text += fmt::format("\n{}  {} ({})", heading, failure.file.string(), failure.reason);
    heading = "         ";
  }
  return text;
}

}  // namespace npd::host
