#pragma once

#include "config/node.hpp"
#include "config/problems.hpp"

#include <filesystem>
#include <string>
#include <vector>

/// \file compose.hpp
/// One tree from a file, the files it includes and the overrides of the command line.
namespace npd::config {

/// Lays `top` over `base`: tables merge, anything else replaces, and so does a table whose `plugin`
/// is another one. An override's table over a list has the numbers of items for keys, from 0, and
/// changes those items alone; a number that the list does not have is a problem.
void merge(Node& base, Node top, Problems& problems);

/// "model.co_dim" -> {model, co_dim}, "model.parts.0.units" -> {model, parts, 0, units}; empty if
/// it is no key path.
KeyPath split_keys(const std::string& text);

struct Composed {
  Node root;
  bool complete = true;  ///< false: some file could not be read, so what is missing means nothing
};

/// Includes come first, in order and recursively, then the file, then the overrides. Tables merge;
/// values and lists replace; a table whose `plugin` changes replaces the inherited one whole.
/// Relative paths of includes count from the file that has them; `npd:PATH`, of the file, too, is
/// below `shipped`.
/// \param overrides  `key.path=value` each, where an item of a list goes by its number; a value
/// that
///                   is not TOML is plain text
/// \param shipped    the configurations that come with the program; empty: none do
Composed compose(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                 const std::filesystem::path& shipped, Problems& problems);

}  // namespace npd::config
