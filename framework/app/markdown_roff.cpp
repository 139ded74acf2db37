#include "app/markdown.hpp"

#include <algorithm>
#include <cctype>

namespace npd::app {
namespace {

/// Between `...` bold, the rest as it is.
std::string inline_roff(std::string_view text) {
  std::string result;
  bool bold = false;
  while (true) {
    const auto tick = std::min(text.find('`'), text.size());
    auto piece = roff_escaped(text.substr(0, tick));
    if (!result.empty() && piece.starts_with("\\&")) piece.erase(0, 2);  // not at a line's start
    result += piece;
    if (tick == text.size()) return result + (bold ? "\\fR" : "");
    bold = !bold;
    result += bold ? "\\fB" : "\\fR";
    text.remove_prefix(tick + 1);
  }
}

std::string upper_case(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

/// A row as a term and what is said of it.
std::string row_roff(const std::vector<std::string>& row) {
  std::string text = ".TP\n\\fB" + roff_escaped(row[0]) + "\\fR\n";
  // Backticks in a term would end its bold type.
  text.erase(std::remove(text.begin(), text.end(), '`'), text.end());
  std::string rest;
  for (std::size_t i = 1; i < row.size(); ++i) {
    if (row[i].empty()) continue;
    rest += (rest.empty() ? "" : "; ") + inline_roff(row[i]);
  }
  return text + rest + "\n";
}

std::string table_roff(const Block& block) {
  std::string text;
  for (std::size_t i = 1; i < block.rows.size(); ++i) text += row_roff(block.rows[i]);
  return text;
}

std::string block_roff(const Block& block) {
  switch (block.kind) {
    case Block::Kind::title:
      return {};  // of the page's head
    case Block::Kind::heading:
      return ".SH " + roff_escaped(upper_case(block.text)) + "\n";
    case Block::Kind::paragraph:
      return ".PP\n" + inline_roff(block.text) + "\n";
    case Block::Kind::item:
      return ".IP \\(bu 2\n" + inline_roff(block.text) + "\n";
    case Block::Kind::code:
      return ".PP\n.RS 4\n.EX\n" + roff_escaped(block.text) + ".EE\n.RE\n";
    case Block::Kind::table:
      return table_roff(block);
  }
  return {};
}

}  // namespace

std::string roff_escaped(std::string_view text) {
  std::string result;
  bool at_start = true;  // of a line
  for (const char c : text) {
    if (at_start && (c == '.' || c == '\'')) result += "\\&";  // else a request
    if (c == '\\') {
      result += "\\e";
    } else if (c == '-') {
      result += "\\-";  // else a hyphen, which cannot be pasted into a shell
    } else {
      result += c;
    }
    at_start = c == '\n';
  }
  return result;
}

std::string as_roff(const Blocks& blocks) {
  std::string text;
  for (const auto& block : blocks) text += block_roff(block);
  return text;
}

}  // namespace npd::app
