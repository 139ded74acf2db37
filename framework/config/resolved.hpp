#pragma once

#include "config/document.hpp"
#include "config/node.hpp"

#include <string>
#include <vector>

/// \file resolved.hpp
/// Writes what was read.
namespace npd::config {

/// TOML: the values of a table first, then the tables inside it, each under its full name.
std::string resolved_text(const Node& root);

/// The same, with a comment behind each value that says where it was written.
std::string resolved_text_with_origins(const Node& root);

std::vector<FlatValue> flat_values(const Node& root);

}  // namespace npd::config
