#include "runs/make_analyses.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <string>
#include <utility>

namespace npd::runs {
namespace {

void check_is_file_name(const std::string& name, const config::ComponentTable& table) {
  const bool fits = !name.empty() && std::all_of(name.begin(), name.end(), [](unsigned char c) {
    return std::isalnum(c) != 0 || c == '_' || c == '-';
  });
  if (fits) return;
  throw ConfigError(fmt::format("{}: \"{}\" cannot name files; use letters, digits, _ and -",
                                table.where(), name));
}

analysis::NamedAnalysis make_analysis(const std::string& name,
                                      const config::ComponentTable& table) {
  check_is_file_name(name, table);
  const auto& component = table.component();
  return {name, table.where(), {component.id, component.version}, table.make<Analysis>()};
}

}  // namespace

std::vector<analysis::NamedAnalysis> make_analyses(
    const NamedTables& tables, const std::vector<evaluation::NamedMetric>& metrics,
    Mistakes& mistakes) {
  std::vector<analysis::NamedAnalysis> analyses;
  auto announced = evaluation::announced_by(metrics);
  for (const auto& [name, table] : tables) {
    auto made = mistakes.attempt(table.origin(), [&, &name = name, &table = table] {
      auto named = make_analysis(name, table);
      announced.push_back({named.where, named.analysis->scores()});
      return named;
    });
    if (!made) continue;
    const auto fits = mistakes.attempt(table.origin(), [&] {
      evaluation::check_score_names(announced);
      return true;
    });
    if (fits) {
      analyses.push_back(std::move(*made));
    } else {
      announced.pop_back();
    }
  }
  return analyses;
}

}  // namespace npd::runs
