#pragma once

#include "host/catalogue.hpp"

#include <cstddef>
#include <string>

/// \file list.hpp
/// What `npd plugins list` prints.
namespace npd::host {

/// All components that can be used, then those that cannot and why, then where was looked.
/// \param width  of a line; longer summaries are broken
std::string list_text(const Catalogue& catalogue, std::size_t width);

/// The same for programs, as JSON: "components", each with kind, id, version, summary, library and
/// why it is not used (null: it is); "places"; "skipped".
std::string list_json(const Catalogue& catalogue);

}  // namespace npd::host
