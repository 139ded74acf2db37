#pragma once

#include <map>
#include <sstream>
#include <string>
#include <vector>

/// \file table.hpp
/// A file of comma-separated values, a line a row, as metrics.csv and scores.csv are.
namespace npd::testing {

struct Table {
  std::vector<std::string> columns;
  std::vector<std::map<std::string, std::string>> rows;  ///< cells by column
};

inline std::vector<std::string> split_line(const std::string& line) {
  std::vector<std::string> cells{""};
  bool quoted = false;
  for (const char c : line) {
    if (c == '"') {
      quoted = !quoted;
    } else if (c == ',' && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += c;
    }
  }
  return cells;
}

inline Table parse_table(const std::string& text) {
  Table table;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) {
    const auto cells = split_line(line);
    if (table.columns.empty()) {
      table.columns = cells;
      continue;
    }
    auto& row = table.rows.emplace_back();
    for (std::size_t i = 0; i < cells.size(); ++i) row[table.columns.at(i)] = cells[i];
  }
  return table;
}

}  // namespace npd::testing
