#pragma once

#include "app/command.hpp"

#include <string>
#include <variant>
#include <vector>

/// \file command_line.hpp
/// From words to a Command. Knows all commands, runs none.
namespace npd::app {

/// An answer that needs no engine: help, the version, or what is wrong with the command line.
struct Answer {
  int exit_code;
  std::string text;  ///< to stdout if the code is 0, else to stderr; ends in a newline
};

/// \param words  the command line without the program's name
/// \param width  of a line of help
std::variant<Command, Answer> parse_command_line(const std::vector<std::string>& words,
                                                 std::size_t width = 80);

}  // namespace npd::app
