#include "config/key_depth.hpp"

namespace npd::config {
namespace {

/// The end of a string that begins at `begin` with this quote, which may stand there threefold.
std::size_t end_of_string(std::string_view text, std::size_t begin) {
  const char quote = text[begin];
  const std::string_view three = text.substr(begin, 3);
  const bool is_long = three.size() == 3 && three[1] == quote && three[2] == quote;
  const std::string_view closing = is_long ? three : text.substr(begin, 1);
  for (std::size_t i = begin + closing.size(); i < text.size(); ++i) {
    if (quote == '"' && text[i] == '\\') {
      ++i;
    } else if (text.substr(i, closing.size()) == closing) {
      return i + closing.size();
    } else if (!is_long && text[i] == '\n') {
      return i;
    }
  }
  return text.size();
}

Place place_of(std::string_view text, std::size_t at) {
  Place place;
  for (const char c : text.substr(0, at)) {
    place = c == '\n' ? Place{place.line + 1, 1} : Place{place.line, place.column + 1};
  }
  return place;
}

}  // namespace

std::optional<Place> too_deep_key(std::string_view text) {
  std::size_t dots = 0, begin = 0;
  for (std::size_t i = 0; i < text.size();) {
    const char c = text[i];
    if (c == '"' || c == '\'') {
      i = end_of_string(text, i);
      continue;
    }
    if (c == '#') {
      i = text.find('\n', i);
      if (i == std::string_view::npos) break;
      continue;
    }
    ++i;
    if (std::string_view("=\n,[]{}").find(c) != std::string_view::npos) {
      dots = 0;
      begin = i;
    } else if (c == '.' && ++dots >= most_key_parts) {
      return place_of(text, text.find_first_not_of(" \t", begin));
    }
  }
  return std::nullopt;
}

}  // namespace npd::config
