#pragma once

#include "config/node.hpp"
#include "config/problems.hpp"

#include <memory>
#include <optional>
#include <string>

/// \file parse.hpp
/// From TOML text to nodes. The only place that knows toml++.
namespace npd::config {

/// Parses one file's text; a syntax error becomes a problem.
std::optional<Node> parse_document(const std::string& text,
                                   const std::shared_ptr<const Source>& source, Problems& problems);

/// Parses one TOML value, as the right side of an override; nothing if it is not TOML.
std::optional<Value> parse_value(const std::string& text, const Origin& origin);

}  // namespace npd::config
