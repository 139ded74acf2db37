#include "base/text_table.hpp"

#include "base/wrap.hpp"

#include <algorithm>
#include <numeric>

namespace npd::base {
namespace {

constexpr std::size_t gap = 2, stack_indent = 4;
// Narrower columns of text are hard to read.
constexpr std::size_t least_text_width = 24;

void trim_end(std::string& line) { line.erase(line.find_last_not_of(' ') + 1); }

}  // namespace

std::vector<std::size_t> TextTable::widths() const {
  std::vector<std::size_t> widths;
  for (const auto& row : rows_) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i)
      widths[i] = std::max(widths[i], text_width(row[i]));
  }
  return widths;
}

std::string TextTable::columns(std::size_t last_width) const {
  const auto widths = this->widths();
  std::string text;
  for (const auto& row : rows_) {
    if (!text.empty()) text += '\n';
    std::string line;
    std::size_t column = 0;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (i + 1 == widths.size() && right_.count(i) == 0) {
        const auto lines = wrapped_lines(row[i], last_width);
        line += lines.front();
        for (std::size_t l = 1; l < lines.size(); ++l) {
          line += '\n' + std::string(column, ' ') + lines[l];
        }
        continue;
      }
      const std::string space(widths[i] - text_width(row[i]), ' ');
      line += right_.count(i) != 0 ? space + row[i] : row[i] + space;
      line += std::string(gap, ' ');
      column += widths[i] + gap;
    }
    trim_end(line);
    text += line;
  }
  return text;
}

std::string TextTable::stacked(std::size_t width) const {
  const bool has_head = widths().size() > 2;
  std::string text;
  for (std::size_t r = has_head ? 1 : 0; r < rows_.size(); ++r) {
    const auto& row = rows_[r];
    // A row without a name goes on with the one above.
    if (!row.empty() && !row.front().empty()) text += (text.empty() ? "" : "\n") + row.front();
    for (std::size_t i = 1; i < row.size(); ++i) {
      if (row[i].empty()) continue;
      const auto what = has_head && i < rows_[0].size() ? rows_[0][i] + ": " : "";
      text += '\n' + wrapped(std::string(stack_indent, ' ') + what + row[i], width, gap);
    }
  }
  return text;
}

std::string TextTable::text() const { return columns(std::numeric_limits<std::size_t>::max()); }

std::string TextTable::text(std::size_t width) const {
  const auto widths = this->widths();
  if (widths.empty()) return {};
  const auto others = std::accumulate(widths.begin(), widths.end() - 1, gap * (widths.size() - 1));
  if (others + widths.back() <= width) return text();
  const bool has_room = others + least_text_width <= width;
  return has_room && right_.count(widths.size() - 1) == 0 ? columns(width - others)
                                                          : stacked(width);
}

}  // namespace npd::base
