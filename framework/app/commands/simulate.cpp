#include "runs/simulate.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/exit_codes.hpp"
#include "data/lfads_file.hpp"

#include <iostream>

namespace npd::app {

int simulate(const Command& command) {
  const auto output = path_option(command, "output");
  const auto existing = if_exists(command, output);
  if_exists(command, data::trial_table_of(output));
  auto registry = load_plugins(command);
  const auto trials =
      npd::runs::simulate(command.arguments.front(), command.overrides, registry).trials;
  data::write_lfads_hdf5(trials, output, existing);
  std::cout << "wrote " << output.string() << '\n';
  return exit_ok;
}

}  // namespace npd::app
