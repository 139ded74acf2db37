#include "config/toml_text.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace npd::config {
namespace {

constexpr std::string_view bare_characters =
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_-";

std::string escaped(char c) {
  switch (c) {
    case '"':
      return "\\\"";
    case '\\':
      return "\\\\";
    case '\n':
      return "\\n";
    case '\t':
      return "\\t";
    case '\r':
      return "\\r";
    default: {
      const auto code = static_cast<unsigned char>(c);
      return code < 0x20 || code == 0x7f ? fmt::format("\\u{:04X}", code) : std::string(1, c);
    }
  }
}

/// Cut between characters of UTF-8.
std::string shortened(std::string text) {
  constexpr std::size_t longest = 60;
  if (text.size() <= longest) return text;
  std::size_t end = longest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xc0) == 0x80) --end;
  return text.substr(0, end) + "...";
}

struct Printer {
  std::string operator()(bool v) const { return v ? "true" : "false"; }
  std::string operator()(std::int64_t v) const { return fmt::format("{}", v); }
  std::string operator()(double v) const { return toml_number(v); }
  std::string operator()(const std::string& v) const { return toml_string(v); }
  std::string operator()(const DateTime& v) const { return v.text; }
  std::string operator()(const List& v) const {
    std::vector<std::string> items;
    for (const Node& item : v.items) items.push_back(toml_value(item.value));
    return fmt::format("[{}]", fmt::join(items, ", "));
  }
  std::string operator()(const Table& v) const {
    std::vector<std::string> items;
    for (const Node& entry : v.entries) {
      items.push_back(toml_key(entry.key) + " = " + toml_value(entry.value));
    }
    return items.empty() ? "{}" : fmt::format("{{ {} }}", fmt::join(items, ", "));
  }
};

struct Describer {
  std::string operator()(bool v) const { return v ? "true" : "false"; }
  std::string operator()(std::int64_t v) const { return fmt::format("integer {}", v); }
  std::string operator()(double v) const {
    const std::string text = toml_number(v);
    const bool looks_integral = text.find_first_not_of("-0123456789") == std::string::npos;
    return "number " + text + (looks_integral ? ".0" : "");
  }
  std::string operator()(const std::string& v) const { return "text " + toml_string(v); }
  std::string operator()(const DateTime& v) const { return "date or time " + v.text; }
  std::string operator()(const List& v) const { return "list " + Printer{}(v); }
  std::string operator()(const Table&) const { return "table"; }
};

}  // namespace

std::string toml_key(std::string_view key) {
  const bool bare = !key.empty() && key.find_first_not_of(bare_characters) == std::string::npos;
  return bare ? std::string(key) : toml_string(key);
}

std::string toml_string(std::string_view text) {
  std::string quoted = "\"";
  for (const char c : text) quoted += escaped(c);
  return quoted + '"';
}

std::string toml_number(double number) {
  if (number == 0 && std::signbit(number)) return "-0.0";  // "-0" would be an integer
  return fmt::format("{}", number);
}

std::string toml_value(const Value& value) { return std::visit(Printer{}, value); }

std::string excerpt(const Value& value) { return shortened(toml_value(value)); }

std::string described(const Value& value) { return shortened(std::visit(Describer{}, value)); }

}  // namespace npd::config
