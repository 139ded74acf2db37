#pragma once

#include "host/identity.hpp"
#include "host/library.hpp"
#include "host/search.hpp"
#include "host/trial_loading.hpp"

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// \file catalogue.hpp
/// What the search path holds.
namespace npd::host {

/// One component of one library.
struct Entry {
  PluginIdentity plugin;
  const Component* component = nullptr;
  std::shared_ptr<const Library> library;
  std::size_t place = 0;  ///< index into Catalogue::places
};

/// A folder of the search path after it was searched.
struct SearchedPlace {
  SearchPlace place;
  std::string state;  ///< "2 libraries", "no such folder", "refused"
};

/// All that was found, and all that was not used and why.
struct Catalogue {
  std::vector<SearchedPlace> places;
  std::vector<Entry> entries;  ///< by kind, then id, then in the order of the search path
  std::vector<LoadFailure> failures;

  /// The components called (kind, id), the nearest on the search path first. If the second comes
  /// from the same folder as the first, nobody can say which one is meant.
  std::vector<const Entry*> all(Kind kind, std::string_view id) const;
};

/// Adds the components of a library.
/// \param place  where it was found, an index into Catalogue::places
void add_library(Catalogue& catalogue, const std::shared_ptr<const Library>& library,
                 std::size_t place);

/// Opens every `*.so` of every place, in the order of places and names. Never prints, never throws
/// because of a plugin. Libraries of places that somebody named are tried in a child process first.
/// \param limit  see fatal_libraries
/// \throws Error if the system gives no process
Catalogue search(const std::vector<SearchPlace>& places,
                 std::chrono::milliseconds limit = loading_limit);

/// `generator "grru" not found`, with the nearest name, where was looked and what was skipped.
/// \param kind  empty: any
std::string not_found_text(const Catalogue& catalogue, std::optional<Kind> kind,
                           std::string_view id);

/// The places and what was skipped, as lines that end a message or a listing.
std::string searched_text(const Catalogue& catalogue);

}  // namespace npd::host
