#include "data/trial_table.hpp"

#include "base/csv.hpp"

#include <npd/atomic_file.hpp>

#include <string>
#include <vector>

namespace npd::data {
namespace {

std::string table_text(const std::vector<Column>& columns) {
  std::vector<std::string> cells;
  for (const auto& column : columns) cells.push_back(column.name);
  std::string text = base::csv_line(cells);
  const std::size_t trials = columns.empty() ? 0 : columns[0].size();
  for (std::size_t trial = 0; trial < trials; ++trial) {
    for (std::size_t i = 0; i < columns.size(); ++i) {
      const auto* numbers = columns[i].numbers();
      cells[i] = numbers ? base::csv_number((*numbers)[trial]) : (*columns[i].texts())[trial];
    }
    text += base::csv_line(cells);
  }
  return text;
}

}  // namespace

void write_trial_table(const std::vector<Column>& columns, const std::filesystem::path& path,
                       IfExists if_exists) {
  write_text(path, table_text(columns), if_exists);
}

}  // namespace npd::data
