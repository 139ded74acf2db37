#pragma once

#include "app/command.hpp"

#include <npd/atomic_file.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <string>

/// \file options.hpp
/// The options of a command, which the front end has checked.
namespace npd::app {

/// The whole number, at least 0, that an option gives, or `otherwise`.
std::int64_t number_option(const Command& command, const std::string& option,
                           std::int64_t otherwise);

/// The path that an option gives; empty: it was not given.
std::filesystem::path path_option(const Command& command, const std::string& option);

/// How long a line of results may be: the width of the terminal, or anything if there is none.
std::size_t line_width();

/// What to do with a file that has the name which the user gave: refused before any work is done,
/// unless --force was given. \param file  empty: none yet
/// \throws OutputError
IfExists if_exists(const Command& command, const std::filesystem::path& file);

}  // namespace npd::app
