#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace npd::config {

/// More parts a key may not have: tables within tables are read by recursion, which ends the
/// program where the stack does.
inline constexpr std::size_t most_key_parts = 16;

/// A place in a text, from 1.
struct Place {
  std::uint32_t line = 1, column = 1;
};

/// Where a key of a TOML text begins that has too many parts, a.b.c; nothing: there is none. The
/// text need not be valid.
std::optional<Place> too_deep_key(std::string_view text);

}  // namespace npd::config
