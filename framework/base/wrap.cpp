#include "base/wrap.hpp"

#include <algorithm>

namespace npd::base {
namespace {

bool starts_character(char byte) { return (static_cast<unsigned char>(byte) & 0xC0U) != 0x80U; }

}  // namespace

std::size_t text_width(std::string_view text) {
  return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), starts_character));
}

std::size_t widest_line(std::string_view text) {
  std::size_t widest = 0;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    widest = std::max(widest, text_width(text.substr(0, end)));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return widest;
}

std::string_view cut(std::string_view text, std::size_t width) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (starts_character(text[i]) && characters++ == width) return text.substr(0, i);
  }
  return text;
}

std::vector<std::string> wrapped_lines(std::string_view paragraph, std::size_t width,
                                       std::size_t indented) {
  std::vector<std::string> lines(1);
  while (true) {
    const auto begin = paragraph.find_first_not_of(' ');
    if (begin == std::string_view::npos) return lines;
    const auto end = std::min(paragraph.find(' ', begin), paragraph.size());
    const auto word = paragraph.substr(begin, end - begin);
    paragraph.remove_prefix(end);
    const auto room = width - (lines.size() > 1 ? indented : 0);
    if (lines.back().empty()) {
      lines.back() = word;
    } else if (text_width(lines.back()) + begin + text_width(word) <= room) {
      lines.back().append(begin, ' ').append(word);  // columns stay below each other
    } else {
      lines.emplace_back(word);
    }
  }
}

std::string wrapped(std::string_view text, std::size_t width, std::size_t hanging) {
  std::string result;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const auto line = text.substr(0, end);
    const auto indent = std::min(line.find_first_not_of(' '), line.size());
    const auto rest = indent + hanging;
    if (text_width(line) <= width || width <= rest) {
      result += line;
    } else {
      const auto lines = wrapped_lines(line, width - indent, hanging);
      result += std::string(indent, ' ') + lines.front();
      for (std::size_t i = 1; i < lines.size(); ++i) {
        result += '\n' + std::string(rest, ' ') + lines[i];
      }
    }
    if (end == std::string_view::npos) return result;
    result += '\n';
    text.remove_prefix(end + 1);
  }
  return result;
}

}  // namespace npd::base
