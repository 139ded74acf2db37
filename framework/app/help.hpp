#pragma once

#include "app/command_line.hpp"

#include <string>
#include <string_view>

/// \file help.hpp
/// The texts of `--help`.
namespace npd::app {

/// "npd run FILE [key=value ...] [--out DIR] [--plugin-path DIR ...]"
std::string synopsis(const CommandSpec& command);

/// Of the whole program.
std::string general_help();

/// Of a group of commands: "plugins", "config".
std::string group_help(std::string_view group);

/// Of one command.
/// \param options  the list of its options
std::string command_help(const CommandSpec& command, const std::string& options);

}  // namespace npd::app
