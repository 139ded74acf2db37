#pragma once

#include "host/registry.hpp"

#include <cstddef>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

/// \file describe.hpp
/// What `npd plugins describe` prints.
namespace npd::host {

/// A component for people: what it is, its parameters with type, default, allowed values, unit and
/// meaning, what else its kind has to say, and a table of TOML to copy.
/// \param kind  empty: whatever kind has this id, all of them one after another
/// \param width  of the lines of tables
/// \throws PluginError as Registry::find does
std::string describe_text(Registry& registry, std::optional<Kind> kind, std::string_view id,
                          std::size_t width = std::numeric_limits<std::size_t>::max());

/// The same for programs: an object with `components`, an array even of one; each has kind, id,
/// version, summary, library, table, parameters (see ParameterJson), toml, and what its kind adds.
std::string describe_json(Registry& registry, std::optional<Kind> kind, std::string_view id);

}  // namespace npd::host
