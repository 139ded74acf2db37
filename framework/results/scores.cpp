#include "results/scores.hpp"

#include "base/csv.hpp"
#include "base/text_table.hpp"
#include "base/wrap.hpp"
#include "results/notes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <string_view>
#include <utility>
#include <vector>

namespace npd::results {

namespace {

constexpr std::size_t widest_list = 100;

std::string_view direction_text(Direction direction) {
  return direction == Direction::higher_is_better ? "higher" : "lower";
}

std::string range_text(const ScoreInfo& info) {
  return fmt::format("{}{:.4g}, {:.4g}{}", std::isinf(info.lowest) ? "(" : "[", info.lowest,
                     info.highest, std::isinf(info.highest) ? ")" : "]");
}

using Rows = std::vector<std::vector<std::string>>;

/// As many of the columns as fit, but the first `least` in any case.
std::string fitting_columns(const Rows& rows, std::size_t least, std::size_t width) {
  for (auto columns = rows.front().size();; --columns) {
    base::TextTable table;
    for (const auto& row : rows) {
      table.add_row({row.begin(), row.begin() + static_cast<std::ptrdiff_t>(columns)});
    }
    table.align_right(1);
    auto text = table.text() + '\n';
    if (columns == least || base::widest_line(text) <= width) return text;
  }
}

/// "heading" and under it the names, as many to a line as fit.
std::string name_list(const std::string& heading, const std::vector<std::string>& names,
                      std::size_t width) {
  std::string text = base::wrapped("\n" + heading, width);
  std::size_t column = width;
  for (const std::string& name : names) {
    if (column + name.size() + 1 > width) {
      text += "\n ";
      column = 1;
    }
    text += " " + name;
    column += name.size() + 1;
  }
  return text + "\n";
}

/// One list for each reason, "what, reason:".
std::string lists_by_reason(const std::string& what, const std::vector<SkippedScore>& scores,
                            std::size_t width) {
  std::vector<std::pair<std::string, std::vector<std::string>>> by_reason;
  for (const SkippedScore& score : scores) {
    auto group = std::find_if(by_reason.begin(), by_reason.end(),
                              [&](const auto& g) { return g.first == score.reason; });
    if (group == by_reason.end()) group = by_reason.insert(group, {score.reason, {}});
    group->second.push_back(score.name);
  }
  std::string text;
  for (const auto& [reason, names] : by_reason)
    text += name_list(what + (reason.empty() ? "" : ", " + reason) + ":", names, width);
  return text;
}

}  // namespace

void add(Scores& scores, Scores more) {
  std::move(more.rows.begin(), more.rows.end(), std::back_inserter(scores.rows));
  std::move(more.skipped.begin(), more.skipped.end(), std::back_inserter(scores.skipped));
}

std::string value_text(double value) {
  return std::abs(value) < 1e6 ? fmt::format("{:.4f}", value) : fmt::format("{:.4g}", value);
}

std::string score_table(const Scores& scores, std::size_t width) {
  constexpr std::size_t mark = 2;  // the column behind the value
  Rows table{{"metric", "value", "note", "split", "better", "range", "perfect"}};
  Notes notes;
  std::vector<SkippedScore> undefined;
  for (const auto& [score, info, metric] : scores.rows) {
    if (std::isnan(score.value)) {
      undefined.push_back({score.name, score.reason});
    } else {
      table.push_back({score.name, value_text(score.value), notes.mark(score.note), score.split,
                       std::string(direction_text(info.direction)), range_text(info),
                       info.perfect ? fmt::format("{:.4g}", *info.perfect) : "-"});
    }
  }
  if (notes.empty()) {
    for (auto& row : table) row.erase(row.begin() + mark);
  }
  const auto list_width = std::min(width, widest_list);
  return fitting_columns(table, notes.empty() ? mark : mark + 1, width) + notes.text(list_width) +
         lists_by_reason("not defined", undefined, list_width) +
         lists_by_reason("skipped", scores.skipped, list_width);
}

std::string scores_csv(const Scores& scores) {
  std::string csv = "metric,value,split,direction,perfect,note,doc\n";
  for (const auto& [score, info, metric] : scores.rows) {
    csv += base::csv_line({score.name, base::csv_number(score.value), score.split,
                           std::string(direction_text(info.direction)),
                           info.perfect ? base::csv_number(*info.perfect) : "",
                           std::isnan(score.value) ? score.reason : score.note, info.doc});
  }
  return csv;
}

}  // namespace npd::results
