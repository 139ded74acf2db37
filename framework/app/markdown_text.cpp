#include "app/markdown.hpp"
#include "base/text_table.hpp"
#include "base/wrap.hpp"

namespace npd::app {
namespace {

std::string indented(std::string_view text, std::size_t indent) {
  std::string result;
  bool at_start = true;
  for (const char c : text) {
    if (at_start && c != '\n') result.append(indent, ' ');
    result += c;
    at_start = c == '\n';
  }
  return result;
}

std::string table_text(const Block& block, std::size_t width) {
  base::TextTable table;
  for (const auto& row : block.rows) {
    if (!row.empty()) table.add_row(row);
  }
  return indented(table.text(width - 2), 2) + "\n";
}

std::string block_text(const Block& block, std::size_t width) {
  switch (block.kind) {
    case Block::Kind::title:
    case Block::Kind::heading:
      return block.text + "\n";
    case Block::Kind::paragraph:
      return base::wrapped(block.text, width) + "\n";
    case Block::Kind::item:
      return base::wrapped("- " + block.text, width, 2) + "\n";
    case Block::Kind::code:
      return indented(block.text, 4);
    case Block::Kind::table:
      return table_text(block, width);
  }
  return {};
}

}  // namespace

std::string as_text(const Blocks& blocks, std::size_t width) {
  std::string text;
  for (std::size_t i = 0; i < blocks.size(); ++i) {
    const auto kind = blocks[i].kind;
    const bool joined =
        i > 0 && ((kind == Block::Kind::item && blocks[i - 1].kind == kind) ||
                  (kind == Block::Kind::table && blocks[i - 1].kind == Block::Kind::heading));
    if (i > 0 && !joined) text += '\n';
    text += block_text(blocks[i], width);
  }
  return text;
}

}  // namespace npd::app
