#include "runs/compare.hpp"
#include "app/commands/commands.hpp"
#include "app/exit_codes.hpp"
#include "runs/atomic_file.hpp"

#include <iostream>

namespace npd::app {

int compare(const Command& command) {
  if (!command.output.empty()) npd::run::refuse_existing(command.output);
  const auto prefix = command.executable.parent_path().parent_path();
  const auto published =
      npd::run::read_published(prefix / "share/npd/configs/published/murray_two_area.csv");
  const auto runs =
      npd::run::read_finished_runs({command.arguments.begin(), command.arguments.end()});
  std::cout << npd::run::comparison_table(runs, published);
  if (!command.output.empty()) {
    npd::run::write_text(command.output, npd::run::comparison_csv(runs, published));
  }
  return exit_ok;
}

}  // namespace npd::app
