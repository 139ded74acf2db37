#include "results/compare.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/exit_codes.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <iostream>

namespace npd::app {
namespace {

namespace fs = std::filesystem;

/// Folders of finished runs, and a line for each of the others.
struct Sorted {
  std::vector<fs::path> finished;
  std::string others;
};

Sorted sort_runs(const std::vector<std::string>& folders) {
  Sorted sorted;
  for (const auto& folder : folders) {
    const auto outcome = results::outcome_of(folder);
    if (outcome == "finished") {
      sorted.finished.emplace_back(folder);
    } else {
      sorted.others += fmt::format("not finished but {}: {}\n", outcome, folder);
    }
  }
  if (sorted.finished.empty()) {
    throw DataError(sorted.others +
                    "there is no finished run to compare; npd resume RUN goes on "
                    "with one that was interrupted");
  }
  return sorted;
}

}  // namespace

int compare(const Command& command) {
  const auto csv = path_option(command, "csv");
  const auto existing = if_exists(command, csv);
  const auto published = results::read_published(command.prefix() / "share/npd/configs/published");
  const auto sorted = sort_runs(command.arguments);
  const auto runs = results::read_finished_runs(sorted.finished);
  if (command.has("json")) {
    std::cout << results::comparison_json(runs, published);
  } else {
    std::cout << results::comparison_table(runs, published, line_width());
  }
  std::cerr << sorted.others;
  if (!csv.empty()) write_text(csv, results::comparison_csv(runs, published), existing);
  return exit_ok;
}

}  // namespace npd::app
