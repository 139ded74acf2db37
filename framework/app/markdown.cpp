#include "app/markdown.hpp"

#include <algorithm>
#include <optional>

namespace npd::app {
namespace {

using Lines = std::vector<std::string_view>;

Lines markdown_lines(std::string_view text) {
  Lines lines;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    lines.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return lines;
}

std::string_view trimmed(std::string_view text) {
  const auto first = text.find_first_not_of(' ');
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(' ') - first + 1);
}

/// The cells of "| a | b |".
std::vector<std::string> cells_of(std::string_view line) {
  std::vector<std::string> cells;
  line.remove_prefix(1);
  while (!line.empty()) {
    const auto end = std::min(line.find('|'), line.size());
    if (end < line.size()) cells.emplace_back(trimmed(line.substr(0, end)));
    line.remove_prefix(std::min(end + 1, line.size()));
  }
  return cells;
}

/// What a line starts; nothing: it goes on with the paragraph or item before it.
std::optional<Block> started_by(std::string_view line) {
  using Kind = Block::Kind;
  if (line.starts_with("# ")) return Block{Kind::title, std::string(line.substr(2)), {}};
  if (line.starts_with("## ")) return Block{Kind::heading, std::string(line.substr(3)), {}};
  if (line.starts_with("- ")) return Block{Kind::item, std::string(line.substr(2)), {}};
  if (line.starts_with("```")) return Block{Kind::code, "", {}};
  if (line.starts_with("|")) return Block{Kind::table, "", {cells_of(line)}};
  return std::nullopt;
}

class Parser {
 public:
  Blocks operator()(std::string_view text) {
    for (const auto line : markdown_lines(text)) take(line);
    return std::move(blocks_);
  }

 private:
  void take(std::string_view line) {
    if (in_code_) {
      in_code_ = line != "```";
      if (in_code_) blocks_.back().text.append(line).append("\n");
    } else if (line.empty()) {
      open_ = false;
    } else if (auto block = started_by(line)) {
      start(std::move(*block), line);
    } else if (open_) {
      blocks_.back().text.append(" ").append(trimmed(line));
    } else {
      blocks_.push_back({Block::Kind::paragraph, std::string(trimmed(line)), {}});
      open_ = true;
    }
  }

  void start(Block block, std::string_view line) {
    const bool in_table = open_ && blocks_.back().kind == Block::Kind::table;
    if (block.kind == Block::Kind::table && in_table) {
      if (!line.starts_with("|--")) blocks_.back().rows.push_back(std::move(block.rows[0]));
      return;
    }
    in_code_ = block.kind == Block::Kind::code;
    open_ = block.kind == Block::Kind::item || block.kind == Block::Kind::table;
    blocks_.push_back(std::move(block));
  }

  Blocks blocks_;
  bool in_code_ = false;
  bool open_ = false;  ///< whether the last block may go on
};

}  // namespace

Blocks parse_markdown(std::string_view text) { return Parser()(text); }

Block definitions(std::vector<std::vector<std::string>> rows) {
  rows.insert(rows.begin(), std::vector<std::string>());
  return {Block::Kind::table, "", std::move(rows)};
}

}  // namespace npd::app
