#include "results/compare.hpp"
#include <npd/atomic_file.hpp>
#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/exit_codes.hpp"

#include <iostream>

namespace npd::app {

int compare(const Command& command) {
  const auto csv = path_option(command, "csv");
  if (!csv.empty()) refuse_existing(csv);
  const auto published = npd::results::read_published(
      command.prefix() / "share/npd/configs/published/murray_two_area.csv");
  const auto runs =
      npd::results::read_finished_runs({command.arguments.begin(), command.arguments.end()});
  std::cout << npd::results::comparison_table(runs, published);
  if (!csv.empty()) write_text(csv, npd::results::comparison_csv(runs, published));
  return exit_ok;
}

}  // namespace npd::app
