#pragma once

#include <string>
#include <string_view>

/// \file completion.hpp
/// Completion of the command line, made from the table of commands. What only the engine knows, ids
/// of plugins and keys of an experiment, the scripts ask `npd complete` for.
namespace npd::app {

/// What a shell reads so that it completes `npd`.
/// \param shell  "bash", "zsh" or "fish"
std::string completion_script(std::string_view shell);

std::string bash_completion();
std::string zsh_completion();
std::string fish_completion();

}  // namespace npd::app
