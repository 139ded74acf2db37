#pragma once

#include "config/node.hpp"

#include <string>
#include <string_view>

/// \file toml_text.hpp
/// Values as TOML text.
namespace npd::config {

/// A key, in quotes where TOML needs them.
std::string toml_key(std::string_view key);

/// A text in double quotes, escaped.
std::string toml_string(std::string_view text);

/// The shortest text that reads back as exactly this number: 0.004, 1e-07, 20.
std::string toml_number(double number);

/// A value on one line; tables inline.
std::string toml_value(const Value& value);

/// The same for a message, cut if it is long.
std::string excerpt(const Value& value);

/// An excerpt with its type: `text "four"`, `number 20.0`, `list [1, 2]`, `table`.
std::string described(const Value& value);

}  // namespace npd::config
