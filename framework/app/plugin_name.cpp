#include "app/plugin_name.hpp"

#include <npd/names.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <array>

namespace npd::app {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// "MyRNN", "my-rnn" -> "my_rnn"; may be empty.
std::string as_id(std::string_view name) {
  std::string id;
  char before = '_';
  for (const char c : name) {
    const bool letter = is_lower(c) || is_upper(c);
    const bool new_word = !(letter || is_digit(c)) || (is_upper(c) && !is_upper(before));
    if (new_word && !id.empty() && id.back() != '_') id += '_';
    if (is_upper(c)) id += static_cast<char>(c - 'A' + 'a');
    if (is_lower(c) || (is_digit(c) && !id.empty())) id += c;
    before = c;
  }
  while (!id.empty() && id.back() == '_') id.pop_back();
  return id;
}

/// CMake has targets of its own, the template has a test `experiment`, and a class cannot have the
/// name of what is declared in it.
constexpr std::array reserved{"all",     "clean", "config",  "edit_cache",    "experiment", "help",
                              "install", "npd",   "package", "rebuild_cache", "test"};

}  // namespace

std::string wrong_plugin_name(std::string_view name) {
  if (!is_id(name)) {
    const std::string near = as_id(name);
    return fmt::format(
        "\"{}\" cannot be a plugin's name; must be lower-case letters, digits and underscores and "
        "start with a letter{}",
        name, near.empty() ? "" : fmt::format("; did you mean \"{}\"?", near));
  }
  if (std::find(reserved.begin(), reserved.end(), name) != reserved.end()) {
    return fmt::format(
        "\"{}\" cannot be a plugin's name, nor can any of {}; did you mean \"my_{}\"?", name,
        fmt::join(reserved, ", "), name);
  }
  return {};
}

std::string class_name(std::string_view name) {
  std::string result;
  bool starts_word = true;
  for (const char c : name) {
    if (c == '_') {
      starts_word = true;
      continue;
    }
    result += starts_word && is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c;
    starts_word = false;
  }
  return result;
}

}  // namespace npd::app
