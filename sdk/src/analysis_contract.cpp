#include <npd/contract.hpp>
#include <npd/error.hpp>
#include <npd/names.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>

namespace npd::contract {
namespace {

/// Names of results, which become those of files and of columns.
class ResultNames {
 public:
  explicit ResultNames(std::string what) : what_(std::move(what)) {}

  void add(const std::string& name) {
    if (!is_id(name)) {
      throw PluginError(
          fmt::format("{} is called \"{}\"; a name is lower-case letters, digits and underscores "
                      "and starts with a letter",
                      what_, name));
    }
    if (!seen_.insert(name).second) {
      throw PluginError(fmt::format("{} \"{}\" is there twice", what_, name));
    }
  }

 private:
  std::string what_;
  std::set<std::string> seen_;
};

void check_one_line(const std::string& text, const std::string& what) {
  if (text.find('\n') == std::string::npos) return;
  throw PluginError(what + " must be one line");
}

void check_table(const ResultTable& table) {
  const auto where = fmt::format("table \"{}\"", table.name);
  check_one_line(table.title, where + ": its title");
  if (table.columns.empty()) throw PluginError(where + " has no columns");
  ResultNames names(where + ": a column");
  for (const auto& column : table.columns) {
    names.add(column.cells.name);
    check_one_line(column.unit, fmt::format("{}: the unit of {}", where, column.cells.name));
    check_one_line(column.doc, fmt::format("{}: the meaning of {}", where, column.cells.name));
    const auto rows = table.columns.front().cells.size();
    if (column.cells.size() == rows) continue;
    throw PluginError(fmt::format("{}: the column {} has {} cells, {} has {}", where,
                                  column.cells.name, column.cells.size(),
                                  table.columns.front().cells.name, rows));
  }
}

void check_array(const ResultArray& array) {
  const auto where = fmt::format("array \"{}\"", array.name);
  if (!array.values.defined()) throw PluginError(where + " is not there");
  check_shape(array.values, array.values.sizes(), where);
  const auto type = array.values.scalar_type();
  if (!at::isIntegralType(type, true) && !at::isFloatingType(type)) {
    throw PluginError(
        fmt::format("{} holds {}; it must hold real numbers", where, c10::toString(type)));
  }
  check_one_line(array.doc, where + ": its meaning");
}

void check_announced(const std::vector<Score>& scores, const std::vector<ScoreInfo>& infos) {
  check_scores(scores, infos);
  for (const auto& info : infos) {
    const auto given = std::find_if(scores.begin(), scores.end(),
                                    [&](const Score& score) { return score.name == info.name; });
    if (given == scores.end()) {
      throw PluginError(
          fmt::format("left out the score \"{}\"; one that the data do not allow is NaN, with a "
                      "reason",
                      info.name));
    }
    if (given->value < info.lowest || given->value > info.highest) {
      throw PluginError(fmt::format("gave {} = {}, outside its announced range {} to {}", info.name,
                                    given->value, info.lowest, info.highest));
    }
  }
}

}  // namespace

void check_analysis(const AnalysisResult& result, const std::vector<ScoreInfo>& infos) {
  check_announced(result.scores, infos);
  ResultNames tables("a table"), arrays("an array");
  for (const auto& table : result.tables) {
    tables.add(table.name);
    check_table(table);
  }
  for (const auto& array : result.arrays) {
    arrays.add(array.name);
    check_array(array);
  }
  check_figures(result.figures);
}

}  // namespace npd::contract
