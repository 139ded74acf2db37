#pragma once

#include <cstddef>
#include <optional>

namespace npd::base {

/// How many characters fit into a line of the terminal that this file descriptor writes to; none if
/// it is no terminal, or one that does not know.
std::optional<std::size_t> terminal_width(int file_descriptor);

}  // namespace npd::base
