#include <npd/facts.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <map>

namespace npd {
namespace {

bool is_empty(double cell) { return std::isnan(cell); }
bool is_empty(const std::string& cell) { return cell.empty(); }

std::string text_of(double cell) { return fmt::format("{}", cell); }
std::string text_of(const std::string& cell) { return cell; }

template <class Cell>
Conditions conditions_of(const std::vector<Cell>& cells) {
  std::map<Cell, std::int64_t> labels;
  for (const auto& cell : cells) {
    if (!is_empty(cell)) labels.emplace(cell, 0);
  }
  Conditions conditions;
  for (auto& [cell, label] : labels) {
    label = std::ssize(conditions.names);
    conditions.names.push_back(text_of(cell));
  }
  for (const auto& cell : cells) {
    conditions.labels.push_back(is_empty(cell) ? -1 : labels.at(cell));
  }
  return conditions;
}

bool same_cells(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

}  // namespace

std::size_t Column::size() const {
  return std::visit([](const auto& cells) { return cells.size(); }, values);
}

bool operator==(const Column& a, const Column& b) {
  if (a.name != b.name) return false;
  if (a.numbers() && b.numbers()) return same_cells(*a.numbers(), *b.numbers());
  return a.values == b.values;
}

const Column* find_column(const std::vector<Column>& columns, std::string_view name) {
  const auto found = std::find_if(columns.begin(), columns.end(),
                                  [&](const Column& column) { return column.name == name; });
  return found == columns.end() ? nullptr : &*found;
}

Conditions conditions_of(const Column& column) {
  return std::visit([](const auto& cells) { return conditions_of(cells); }, column.values);
}

}  // namespace npd
