#pragma once

#include "app/command_line.hpp"

#include <cstddef>
#include <optional>

namespace npd::app {

/// The answer to a command that the front end can give by itself (help, completion, manual), or
/// nothing.
/// \param width  of a line of help
std::optional<Answer> answer_without_engine(const Command& command, std::size_t width);

}  // namespace npd::app
