#pragma once

#include <cstddef>
#include <limits>
#include <set>
#include <string>
#include <vector>

namespace npd::base {

/// Rows of words in aligned columns, two spaces apart. The first row is the head.
class TextTable {
 public:
  void add_row(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  /// Numbers end below each other.
  void align_right(std::size_t column) { right_.insert(column); }

  /// One line a row, no space at the ends of lines, no newline at the end.
  std::string text() const;

  /// The same in lines of at most `width`: texts of the last column are broken at spaces; if there
  /// is little room for them, each cell has a line of its own below the first one of its row.
  std::string text(std::size_t width) const;

 private:
  using Row = std::vector<std::string>;
  std::vector<std::size_t> widths() const;
  std::string columns(std::size_t last_width) const;
  std::string stacked(std::size_t width) const;

  std::vector<Row> rows_;
  std::set<std::size_t> right_;
};

}  // namespace npd::base
