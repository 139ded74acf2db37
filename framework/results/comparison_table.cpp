#include "base/text_table.hpp"
#include "base/wrap.hpp"
#include "results/compare.hpp"
#include "results/comparison.hpp"
#include "results/notes.hpp"
#include "results/scores.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace npd::results {
namespace {

using Names = std::vector<std::string>;

std::string text(double value) { return std::isnan(value) ? "-" : value_text(value); }

/// A score with the mark of its note.
std::string text(const FinishedRun& run, const std::string& metric, Notes& notes) {
  const auto mark = notes.mark(run.note(metric));
  return text(run.score(metric)) + (mark.empty() ? "" : " ") + mark;
}

std::string text(const PublishedScore* score) {
  if (score == nullptr) return "-";
  return fmt::format("{} ({} to {})", text(score->median), text(score->min), text(score->max));
}

/// A column a run.
std::string run_columns(const std::vector<FinishedRun>& runs, const Published& published,
                        Notes& notes) {
  const auto cells = cells_of(runs, published);
  base::TextTable table;
  Names head{"run"};
  for (const auto& run : runs) head.push_back(run.name);
  for (const auto& cell : cells) head.push_back("published median (min to max) of " + cell);
  table.add_row(head);
  for (const auto& [name, values] : facts_of(runs)) {
    Names row{name};
    row.insert(row.end(), values.begin(), values.end());
    table.add_row(row);
  }
  for (const auto& metric : metrics_of(runs)) {
    Names row{metric};
    for (const auto& run : runs) row.push_back(text(run, metric, notes));
    for (const auto& cell : cells) row.push_back(text(published.score(cell, metric)));
    table.add_row(row);
  }
  return table.text() + '\n';
}

/// The runs with their numbers, and what is to know of each.
std::string legend(const std::vector<FinishedRun>& runs, std::size_t width) {
  const auto facts = facts_of(runs);
  std::string text;
  for (std::size_t i = 0; i < runs.size(); ++i) {
    base::TextTable table;
    for (const auto& [name, values] : facts) table.add_row({"    " + name, values[i]});
    table.add_row({"    folder", runs[i].folder.string()});
    text += fmt::format("{}  {}\n{}\n", i + 1, runs[i].name, table.text(width));
  }
  return text;
}

/// How the rows of a published cell begin where there are several: "A ".
std::string name_of_cell(const Names& cells, std::size_t cell) {
  if (cells.size() == 1) return {};
  return std::string(1, static_cast<char>('A' + static_cast<int>(cell % 26))) + ' ';
}

/// Some scores, a row a run.
std::string run_rows(const std::vector<FinishedRun>& runs, const Published& published,
                     const Names& metrics, Notes& notes) {
  base::TextTable table;
  Names head{"run"};
  head.insert(head.end(), metrics.begin(), metrics.end());
  table.add_row(head);
  for (std::size_t i = 0; i < runs.size(); ++i) {
    Names row{std::to_string(i + 1)};
    for (const auto& metric : metrics) row.push_back(text(runs[i], metric, notes));
    table.add_row(row);
  }
  const auto cells = cells_of(runs, published);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const auto& cell = cells[i];
    const bool any = std::any_of(metrics.begin(), metrics.end(), [&](const std::string& metric) {
      return published.score(cell, metric) != nullptr;
    });
    if (!any) continue;
    const auto add = [&](const char* name, double PublishedScore::*figure) {
      Names row{name_of_cell(cells, i) + name};
      for (const auto& metric : metrics) {
        const auto* score = published.score(cell, metric);
        row.push_back(score == nullptr ? "-" : text(score->*figure));
      }
      table.add_row(row);
    };
    add("median", &PublishedScore::median);
    add("min", &PublishedScore::min);
    add("max", &PublishedScore::max);
  }
  for (std::size_t i = 1; i < head.size(); ++i) table.align_right(i);
  return table.text() + '\n';
}

/// The runs by number, then tables of as many scores as fit.
std::string transposed(const std::vector<FinishedRun>& runs, const Published& published,
                       std::size_t width, Notes& notes) {
  std::string text = legend(runs, width);
  const auto cells = cells_of(runs, published);
  for (std::size_t i = 0; i < cells.size(); ++i) {
    text += base::wrapped(fmt::format("{}median, min, max: of the published runs of {}\n",
                                      name_of_cell(cells, i), cells[i]),
                          width, 2);
  }
  Names group;
  std::string table;
  for (const auto& metric : metrics_of(runs)) {
    group.push_back(metric);
    auto larger = run_rows(runs, published, group, notes);
    if (group.size() > 1 && base::widest_line(larger) > width) {
      text += '\n' + table;
      group = {metric};
      larger = run_rows(runs, published, group, notes);
    }
    table = std::move(larger);
  }
  return text + '\n' + table;
}

}  // namespace

std::string comparison_table(const std::vector<FinishedRun>& runs, const Published& published,
                             std::size_t width) {
  Notes notes;
  auto table = run_columns(runs, published, notes);
  if (base::widest_line(table) > width) table = transposed(runs, published, width, notes);
  return table + notes.text(width);
}

}  // namespace npd::results
