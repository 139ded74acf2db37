#include "report/data_facts.hpp"

#include <algorithm>
#include <cstdlib>
#include <set>

namespace npd::report {
namespace {

constexpr std::size_t most_groups = 16;

/// Whether a text is a number, and which.
bool is_number(const std::string& text, double& value) {
  char* end = nullptr;
  value = std::strtod(text.c_str(), &end);
  return !text.empty() && *end == '\0';
}

/// Numbers by size, other texts by their letters behind them.
bool before(const std::string& a, const std::string& b) {
  double x = 0, y = 0;
  const bool first = is_number(a, x), second = is_number(b, y);
  if (first && second) return x < y;
  return first != second ? first : a < b;
}

}  // namespace

std::vector<std::int64_t> Grouping::trials(std::size_t group) const {
  std::vector<std::int64_t> trials;
  for (std::size_t i = 0; i < of_trial.size(); ++i) {
    if (of_trial[i] == group) trials.push_back(static_cast<std::int64_t>(i));
  }
  return trials;
}

std::optional<Grouping> grouping_of(const std::string& name, const std::vector<std::string>& cells,
                                    std::size_t most) {
  const std::set<std::string> different(cells.begin(), cells.end());
  if (different.size() < 2 || different.size() > most) return {};
  Grouping grouping{name, {different.begin(), different.end()}, {}};
  std::sort(grouping.values.begin(), grouping.values.end(), before);
  for (const auto& cell : cells) {
    const auto found = std::find(grouping.values.begin(), grouping.values.end(), cell);
    grouping.of_trial.push_back(static_cast<std::size_t>(found - grouping.values.begin()));
  }
  return grouping;
}

DataFacts data_facts(const RunSource& source) {
  const auto& arrays = *source.arrays;
  DataFacts facts{
      arrays.counts, arrays.true_rates, source.bin_s().value_or(0), arrays.real_valued, {}, {}};
  if (!source.trial_info) return facts;
  const auto& table = *source.trial_info;
  for (std::size_t column = 0; column < table.columns.size(); ++column) {
    std::vector<std::string> cells;
    std::vector<double> values;
    bool numeric = true;
    for (const auto& row : table.rows) {
      cells.push_back(row[column]);
      double value = std::numeric_limits<double>::quiet_NaN();
      numeric = (is_number(row[column], value) || row[column].empty()) && numeric;
      values.push_back(row[column].empty() ? std::numeric_limits<double>::quiet_NaN() : value);
    }
    if (auto grouping = grouping_of(table.columns[column], cells, most_groups)) {
      facts.groupings.push_back(*std::move(grouping));
    }
    if (numeric) facts.numbers.emplace_back(table.columns[column], std::move(values));
  }
  return facts;
}

}  // namespace npd::report
