#include "host/catalogue.hpp"

#include <npd/names.hpp>
#include "base/text_table.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <filesystem>

namespace npd::host {
namespace {

namespace fs = std::filesystem;

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

/// A library of that name in a build folder nearby, where nobody looks by himself.
std::string build_folder_hint(std::string_view id) {
  const auto name = fmt::format("{}.so", id);
  std::vector<fs::path> folders{"build"};
  std::error_code error;
  for (fs::directory_iterator it(".", error), end; !error && it != end; it.increment(error)) {
    folders.push_back(it->path().filename() / "build");
  }
  for (const auto& folder : folders) {
    if (!fs::is_regular_file(folder / name, error)) continue;
    return fmt::format("; there is {}: give --plugin-path {}", (folder / name).string(),
                       folder.string());
  }
  return {};
}

/// What the user may have meant: a component of another kind, a similar name, or one of the few
/// that there are.
std::string hint(const Catalogue& catalogue, std::optional<Kind> kind, std::string_view id) {
  for (const auto& entry : catalogue.entries) {
    if (entry.plugin.id == id) {
      return fmt::format("; \"{}\" is a {}", id, kind_name(entry.plugin.kind));
    }
  }
  if (auto near = build_folder_hint(id); !near.empty()) return near;
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
    text += fmt::format("\n{}  {}: {} ({})", heading, failure.file.filename().string(),
                        failure.reason, failure.file.parent_path().string());
    heading = "         ";
  }
  return text;
}

}  // namespace npd::host
