#include "results/analysis_files.hpp"

#include "base/csv.hpp"
#include "results/figures.hpp"
#include "results/new_folder.hpp"

#include <npd/atomic_file.hpp>
#include <npd/hdf5.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <system_error>

namespace npd::results {
namespace {

namespace fs = std::filesystem;

void describe(hdf5::Writer& writer, const std::string& key, const std::string& unit,
              const std::string& doc) {
  if (!unit.empty()) writer.attribute(key, "unit", unit);
  if (!doc.empty()) writer.attribute(key, "doc", doc);
}

void write_table(hdf5::Writer& writer, const ResultTable& table) {
  const auto group = "tables/" + table.name;
  for (const auto& [cells, unit, doc] : table.columns) {
    const auto key = group + "/" + cells.name;
    if (const auto* numbers = cells.numbers()) {
      writer.write(key, at::tensor(*numbers, at::TensorOptions(at::kDouble)));
    } else {
      writer.write_texts(key, *cells.texts());
    }
    describe(writer, key, unit, doc);
  }
  describe(writer, group, {}, table.title);
}

void write_hdf5(const fs::path& file, const AnalysisResult& result, const AnalysisCode& code) {
  hdf5::Writer writer(file);
  writer.attribute("", "plugin", code.plugin);
  writer.attribute("", "version", code.version);
  for (const auto& score : result.scores) {
    writer.write("scores/" + score.name, at::full({}, score.value, at::TensorOptions(at::kDouble)));
    describe(writer, "scores/" + score.name, {}, score.reason + score.note);
  }
  for (const auto& table : result.tables) write_table(writer, table);
  for (const auto& array : result.arrays) {
    const auto key = "arrays/" + array.name;
    writer.write(key, array.values.detach(), {.gzip = array.values.numel() > 1000 ? 4 : 0});
    describe(writer, key, array.unit, array.doc);
  }
  writer.commit();
}

std::string cell_text(const Column& cells, std::size_t row) {
  const auto* numbers = cells.numbers();
  return numbers != nullptr ? base::csv_number((*numbers)[row]) : (*cells.texts())[row];
}

/// Names of plugins' tables and of analyses have no dots: no other analysis's files begin so.
void remove_others(const fs::path& folder, const std::string& name,
                   const std::vector<fs::path>& kept) {
  std::vector<fs::path> old;
  for (const auto& entry : fs::directory_iterator(folder)) {
    const auto& path = entry.path();
    if (!path.filename().string().starts_with(name + ".")) continue;
    const auto end = path.extension();
    if (end != ".h5" && end != ".csv" && end != ".json") continue;
    if (std::find(kept.begin(), kept.end(), path) == kept.end()) old.push_back(path);
  }
  std::error_code ignored;
  for (const auto& path : old) fs::remove(path, ignored);
}

}  // namespace

std::string table_csv(const ResultTable& table) {
  std::vector<std::string> cells;
  for (const auto& column : table.columns) {
    cells.push_back(column.unit.empty() ? column.cells.name
                                        : fmt::format("{} ({})", column.cells.name, column.unit));
  }
  std::string csv = base::csv_line(cells);
  for (std::size_t row = 0; row < table.columns.front().cells.size(); ++row) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
      cells[i] = cell_text(table.columns[i].cells, row);
    }
    csv += base::csv_line(cells);
  }
  return csv;
}

std::vector<fs::path> write_analysis(const fs::path& folder, const std::string& name,
                                     const AnalysisResult& result, const AnalysisCode& code) {
  make_folder(folder);
  std::vector<fs::path> files;
  for (std::size_t i = 0; i < result.tables.size(); ++i) {
    const auto& table = result.tables[i];
    files.push_back(folder / fmt::format("{}{}.csv", name, i == 0 ? "" : "." + table.name));
    write_text(files.back(), table_csv(table));
  }
  if (!result.figures.empty()) {
    files.push_back(folder / (name + ".json"));
    write_text(files.back(), figures_json(result.figures));
  }
  files.push_back(folder / (name + ".h5"));
  write_hdf5(files.back(), result, code);
  remove_others(folder, name, files);
  std::sort(files.begin(), files.end());
  return files;
}

}  // namespace npd::results
