#include "results/compare.hpp"
#include <npd/atomic_file.hpp>
#include "app/commands/commands.hpp"
#include "app/exit_codes.hpp"

#include <iostream>

namespace npd::app {

int compare(const Command& command) {
  if (!command.output.empty()) refuse_existing(command.output);
  const auto prefix = command.executable.parent_path().parent_path();
  const auto published =
      npd::results::read_published(prefix / "share/npd/configs/published/murray_two_area.csv");
  const auto runs =
      npd::results::read_finished_runs({command.arguments.begin(), command.arguments.end()});
  std::cout << npd::results::comparison_table(runs, published);
  if (!command.output.empty()) {
    write_text(command.output, npd::results::comparison_csv(runs, published));
  }
  return exit_ok;
}

}  // namespace npd::app
