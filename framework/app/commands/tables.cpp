#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/exit_codes.hpp"
#include "results/wide_tables.hpp"

#include <fmt/format.h>

#include <iostream>

namespace npd::app {

int tables(const Command& command) {
  const auto runs =
      npd::results::read_finished_runs({command.arguments.begin(), command.arguments.end()});
  const auto output = path_option(command, "output");
  npd::results::write_wide_tables(runs, output, if_exists(command, {}));
  std::cout << fmt::format("wrote regression.csv and procrustes.csv of {} run(s) to {}\n",
                           runs.size(), output.string())
            << npd::results::notes_of_wide_tables(runs);
  return exit_ok;
}

}  // namespace npd::app
