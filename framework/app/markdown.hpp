#pragma once

#include <string>
#include <string_view>
#include <vector>

/// \file markdown.hpp
/// The part of Markdown that the pages of the help are written in: headings, paragraphs, lists,
/// fenced code and tables.
namespace npd::app {

struct Block {
  enum class Kind { title, heading, paragraph, item, code, table };
  Kind kind;
  std::string text;                            ///< of code with its line breaks, else one line
  std::vector<std::vector<std::string>> rows;  ///< of a table; the first one is its head
};

using Blocks = std::vector<Block>;

Blocks parse_markdown(std::string_view text);

/// A table without a head, of two columns: what is explained, and the explanation.
Block definitions(std::vector<std::vector<std::string>> rows);

/// For a terminal: no line is longer than `width` unless it is code or one word.
std::string as_text(const Blocks& blocks, std::size_t width);

/// For `man`: the body of a page in the man macros of roff.
std::string as_roff(const Blocks& blocks);

/// Any text so that roff prints it as it is.
std::string roff_escaped(std::string_view text);

}  // namespace npd::app
