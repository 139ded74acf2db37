#pragma once

#include <filesystem>
#include <string>
#include <vector>

/// \file csv.hpp
/// Tables of comma-separated values.
namespace npd::base {

/// A table that was read; every row has as many cells as there are columns.
struct CsvTable {
  std::filesystem::path file;
  std::vector<std::string> columns;
  std::vector<std::vector<std::string>> rows;
  std::vector<int> lines;  ///< of the rows, from 1, for messages

  /// Index of a column. \throws DataError if there is none of that name
  std::size_t column(const std::string& name) const;

  /// A cell as a number; NaN if empty. \throws DataError if it is something else
  double number(std::size_t row, std::size_t column) const;
};

/// Reads a table, a line a row; cells may be quoted, and lines may end as in DOS. Those that start
/// with # are comments.
/// \throws DataError if there is no such file, or it is no such table
CsvTable read_csv(const std::filesystem::path& file);

/// A line of a table, quoted where needed (RFC 4180), with its newline.
std::string csv_line(const std::vector<std::string>& cells);

/// A number that reads back to the same bits; empty for NaN.
std::string csv_number(double value);

}  // namespace npd::base
