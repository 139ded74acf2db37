#pragma once

#include "app/command_table.hpp"

#include <string>
#include <vector>

/// \file words.hpp
/// Checks of single words of the command line.
namespace npd::app {

/// What is wrong with a word that should be of this kind, with what is allowed; empty if nothing.
/// What only the engine can know (files, plugins) is not checked.
std::string wrong_word(const std::string& word, Word kind, const std::vector<const char*>& choices);

/// `key.path=value`, but not a path with an equals sign in some folder's name.
bool is_override(const std::string& word);

}  // namespace npd::app
