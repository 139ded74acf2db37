#pragma once

#include "app/command_table.hpp"
#include "app/markdown.hpp"

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// \file help.hpp
/// The texts of `npd help` and `--help`, in lines of at most `width` characters.
namespace npd::app {

/// "npd run FILE [key=value ...] [--out DIR] [--plugin-path DIR ...]"
std::string synopsis(const CommandSpec& command);

/// The words and options of a command, each with what it means.
Blocks command_blocks(const CommandSpec& command);

/// Of the whole program.
std::string general_help(std::size_t width);

/// Of a group of commands: "plugins", "config".
std::string group_help(std::string_view group, std::size_t width);

/// Of one command.
std::string command_help(const CommandSpec& command, std::size_t width);

/// What `npd help NAME` shows, a command, a topic or a group; nothing if there is none.
std::optional<std::string> help_page(const std::string& name, std::size_t width);

/// The names of all pages.
std::vector<std::string> help_page_names();

}  // namespace npd::app
