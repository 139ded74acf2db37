#include "host/catalogue.hpp"

#include "host/trust.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>
#include <tuple>
#include <utility>

namespace npd::host {
namespace {

namespace fs = std::filesystem;

/// \param error  set if the folder cannot be read
std::vector<fs::path> libraries_in(const fs::path& folder, std::error_code& error) {
  std::vector<fs::path> files;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    if (it->path().extension() == ".so") files.push_back(it->path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

/// Loads a folder that exists and returns its state.
/// \param limit  of libraries that are tried first; none: they are not
std::string search_folder(Catalogue& catalogue, const fs::path& folder, std::size_t place,
                          std::optional<std::chrono::milliseconds> limit) {
  if (const auto reason = distrust(folder)) {
    catalogue.failures.push_back(
        {folder, *reason, fmt::format("{}: {}", folder.string(), *reason)});
    return "refused";
  }
  std::error_code error;
  const auto files = libraries_in(folder, error);
  if (error) return "cannot be read: " + error.message();
  const auto fatal = limit ? fatal_libraries(files, *limit) : std::vector<LoadFailure>();
  std::size_t loaded = 0;
  for (const auto& file : files) {
    const auto found = std::find_if(fatal.begin(), fatal.end(),
                                    [&](const LoadFailure& one) { return one.file == file; });
    if (found != fatal.end()) {
      catalogue.failures.push_back(*found);
      continue;
    }
    auto result = load_library(file);
    if (const auto* failure = std::get_if<LoadFailure>(&result)) {
      catalogue.failures.push_back(*failure);
    } else {
      add_library(catalogue, std::get<0>(result), place);
      ++loaded;
    }
  }
  return fmt::format("{} {}", loaded, loaded == 1 ? "library" : "libraries");
}

}  // namespace

void add_library(Catalogue& catalogue, const std::shared_ptr<const Library>& library,
                 std::size_t place) {
  for (const auto& component : library->components()) {
    const PluginIdentity plugin{component.kind, component.id, component.version, library->file(),
                                library->sha256()};
    catalogue.entries.push_back({plugin, &component, library, place});
  }
}

std::vector<const Entry*> Catalogue::all(Kind kind, std::string_view id) const {
  std::vector<const Entry*> found;
  for (const auto& entry : entries) {
    if (entry.plugin.kind == kind && entry.plugin.id == id) found.push_back(&entry);
  }
  return found;
}

Catalogue search(const std::vector<SearchPlace>& places, std::chrono::milliseconds limit) {
  Catalogue catalogue;
  std::set<fs::path> seen;
  for (const auto& place : places) {
    std::error_code error;
    std::string state;
    if (place.folder.empty()) {
      state = "(not set)";
    } else if (!fs::is_directory(place.folder, error)) {
      state = "no such folder";
    } else if (!seen.insert(fs::canonical(place.folder, error)).second) {
      state = "searched already";
    } else {
      // What is installed with the program is as good as the program.
      const bool installed = place.origin.empty();
      state = search_folder(catalogue, place.folder, catalogue.places.size(),
                            installed ? std::nullopt : std::optional(limit));
    }
    catalogue.places.push_back({place, state});
  }
  std::stable_sort(catalogue.entries.begin(), catalogue.entries.end(),
                   [](const Entry& a, const Entry& b) {
                     return std::tie(a.plugin.kind, a.plugin.id, a.place) <
                            std::tie(b.plugin.kind, b.plugin.id, b.place);
                   });
  return catalogue;
}

}  // namespace npd::host
