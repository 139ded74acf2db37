#include "results/scores.hpp"

#include "base/csv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <string_view>
#include <utility>
#include <vector>

namespace npd::results {

namespace {

constexpr std::size_t line_width = 100;

std::string_view direction_text(Direction direction) {
  return direction == Direction::higher_is_better ? "higher" : "lower";
}

std::string range_text(const ScoreInfo& info) {
  return fmt::format("{}{:.4g}, {:.4g}{}", std::isinf(info.lowest) ? "(" : "[", info.lowest,
                     info.highest, std::isinf(info.highest) ? ")" : "]");
}

using Cells = std::array<std::string, 6>;

std::string lines_of(const std::vector<Cells>& table) {
  std::array<std::size_t, 6> widths{};
  for (const Cells& cells : table) {
    for (std::size_t i = 0; i < cells.size(); ++i) widths[i] = std::max(widths[i], cells[i].size());
  }
  std::string lines;
  for (const Cells& cells : table) {
    lines += fmt::format("{:<{}}  {:>{}}  {:<{}}  {:<{}}  {:<{}}  {}\n", cells[0], widths[0],
                         cells[1], widths[1], cells[2], widths[2], cells[3], widths[3], cells[4],
                         widths[4], cells[5]);
  }
  return lines;
}

/// "heading" and under it the names, as many to a line as fit.
std::string name_list(const std::string& heading, const std::vector<std::string>& names) {
  std::string text = "\n" + heading;
  std::size_t column = line_width;
  for (const std::string& name : names) {
    if (column + name.size() + 1 > line_width) {
      text += "\n ";
      column = 1;
    }
    text += " " + name;
    column += name.size() + 1;
  }
  return text + "\n";
}

/// One list for each reason, "what, reason:".
std::string lists_by_reason(const std::string& what, const std::vector<SkippedScore>& scores) {
  std::vector<std::pair<std::string, std::vector<std::string>>> by_reason;
  for (const SkippedScore& score : scores) {
    auto group = std::find_if(by_reason.begin(), by_reason.end(),
                              [&](const auto& g) { return g.first == score.reason; });
    if (group == by_reason.end()) group = by_reason.insert(group, {score.reason, {}});
    group->second.push_back(score.name);
  }
  std::string text;
  for (const auto& [reason, names] : by_reason)
    text += name_list(what + (reason.empty() ? "" : ", " + reason) + ":", names);
  return text;
}

}  // namespace

std::string value_text(double value) {
  return std::abs(value) < 1e6 ? fmt::format("{:.4f}", value) : fmt::format("{:.4g}", value);
}

std::string score_table(const Scores& scores) {
  std::vector<Cells> table{{"metric", "value", "split", "better", "range", "perfect"}};
  std::vector<SkippedScore> undefined;
  for (const auto& [score, info, metric] : scores.rows) {
    if (std::isnan(score.value)) {
      undefined.push_back({score.name, score.reason});
    } else {
      table.push_back({score.name, value_text(score.value), score.split,
                       std::string(direction_text(info.direction)), range_text(info),
                       info.perfect ? fmt::format("{:.4g}", *info.perfect) : "-"});
    }
  }
  return lines_of(table) + lists_by_reason("not defined", undefined) +
         lists_by_reason("skipped", scores.skipped);
}

std::string scores_csv(const Scores& scores) {
  std::string csv = "metric,value,split,direction,perfect\n";
  for (const auto& [score, info, metric] : scores.rows) {
    csv += base::csv_line({score.name, base::csv_number(score.value), score.split,
                           std::string(direction_text(info.direction)),
                           info.perfect ? base::csv_number(*info.perfect) : ""});
  }
  return csv;
}

}  // namespace npd::results
