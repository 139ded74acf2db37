#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

namespace npd::base {

/// How many characters fit into a line of the terminal that this file descriptor writes to, 80 if
/// it does not know; none if it is no terminal.
std::optional<std::size_t> terminal_width(int file_descriptor);

/// Text whose lines fit into that terminal; the text as it is if it is none.
/// \param hanging  see wrapped()
std::string fitted(std::string_view text, int file_descriptor, std::size_t hanging = 0);

}  // namespace npd::base
