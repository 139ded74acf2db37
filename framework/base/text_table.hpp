#pragma once

#include <string>
#include <vector>

namespace npd::base {

/// Rows of words in aligned columns, two spaces apart.
class TextTable {
 public:
  void add_row(std::vector<std::string> row) { rows_.push_back(std::move(row)); }

  /// One line a row, no space at the ends of lines, no newline at the end.
  std::string text() const;

 private:
  std::vector<std::vector<std::string>> rows_;
};

}  // namespace npd::base
