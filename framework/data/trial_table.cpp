#include "data/trial_table.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>
#include <unistd.h>

#include <cmath>
#include <fstream>
#include <string>

namespace npd::data {
namespace {

/// Names may hold anything; RFC 4180 quotes those with commas, quotes or line breaks.
std::string quoted(const std::string& name) {
  if (name.find_first_of(",\"\r\n") == std::string::npos) return name;
  std::string out = "\"";
  for (const char c : name) out += c == '"' ? "\"\"" : std::string(1, c);
  return out + "\"";
}

std::string cell(double value) { return std::isnan(value) ? "" : fmt::format("{}", value); }

std::string table_text(const std::vector<TrialColumn>& columns) {
  std::vector<std::string> cells;
  for (const auto& column : columns) cells.push_back(quoted(column.name));
  std::string text = fmt::format("{}\n", fmt::join(cells, ","));
  const std::size_t trials = columns.empty() ? 0 : columns[0].values.size();
  for (std::size_t trial = 0; trial < trials; ++trial) {
    for (std::size_t i = 0; i < columns.size(); ++i) cells[i] = cell(columns[i].values[trial]);
    text += fmt::format("{}\n", fmt::join(cells, ","));
  }
  return text;
}

}  // namespace

void write_trial_table(const std::vector<TrialColumn>& columns, const std::filesystem::path& path) {
  auto temporary = path;
  temporary += fmt::format(".tmp-{}", ::getpid());
  std::ofstream file(temporary, std::ios::binary);
  file << table_text(columns);
  file.close();
  std::error_code error;
  if (file) std::filesystem::rename(temporary, path, error);
  if (file && !error) return;
  std::error_code ignored;
  std::filesystem::remove(temporary, ignored);
  throw OutputError(fmt::format("{}: cannot be written{}", path.string(),
                                error ? ": " + error.message() : std::string()));
}

}  // namespace npd::data
