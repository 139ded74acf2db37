#include "results/published.hpp"

#include "base/csv.hpp"

#include <algorithm>

namespace npd::results {
namespace {

/// The values that a cell of models.csv allows: "poisson|" is "poisson" or none.
std::vector<std::string> alternatives(const std::string& cell) {
  std::vector<std::string> values(1);
  for (const char c : cell) {
    if (c == '|') {
      values.emplace_back();
    } else {
      values.back() += c;
    }
  }
  return values;
}

std::vector<PublishedModel> read_models(const std::filesystem::path& file) {
  const auto table = base::read_csv(file);
  const auto name = table.column("model");
  std::vector<PublishedModel> models;
  for (const auto& row : table.rows) {
    PublishedModel model{row[name], {}};
    for (std::size_t column = 0; column < table.columns.size(); ++column) {
      if (column == name) continue;
      model.parameters.emplace_back(table.columns[column], alternatives(row[column]));
    }
    models.push_back(std::move(model));
  }
  return models;
}

std::map<std::string, PublishedScores> read_cells(const std::filesystem::path& file) {
  const auto table = base::read_csv(file);
  const auto cell = table.column("cell"), metric = table.column("metric");
  std::map<std::string, PublishedScores> cells;
  for (std::size_t row = 0; row < table.rows.size(); ++row) {
    const auto number = [&](const char* name) { return table.number(row, table.column(name)); };
    cells[table.rows[row][cell]][table.rows[row][metric]] = {static_cast<int>(number("n")),
                                                             number("median"),
                                                             number("min"),
                                                             number("max"),
                                                             number("q25"),
                                                             number("q75")};
  }
  return cells;
}

bool is_of(const FinishedRun& run, const PublishedModel& model) {
  return std::all_of(model.parameters.begin(), model.parameters.end(), [&](const auto& parameter) {
    const auto& [key, allowed] = parameter;
    return std::find(allowed.begin(), allowed.end(), run.parameter(key)) != allowed.end();
  });
}

}  // namespace

std::string Published::cell_of(const FinishedRun& run) const {
  const auto found = std::find_if(models_.begin(), models_.end(),
                                  [&](const auto& model) { return is_of(run, model); });
  return found == models_.end() ? "" : run.parameter("datamodule") + "/" + found->name;
}

const PublishedScores* Published::scores(const std::string& cell) const {
  const auto found = scores_.find(cell);
  return found == scores_.end() ? nullptr : &found->second;
}

const PublishedScore* Published::score(const std::string& cell, const std::string& metric) const {
  const auto* of_cell = scores(cell);
  if (of_cell == nullptr) return nullptr;
  const auto found = of_cell->find(metric);
  return found == of_cell->end() ? nullptr : &found->second;
}

Published read_published(const std::filesystem::path& folder) {
  return {read_models(folder / "models.csv"), read_cells(folder / "scores.csv")};
}

}  // namespace npd::results
