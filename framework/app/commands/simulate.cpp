#include "runs/simulate.hpp"
#include "app/commands/commands.hpp"
#include "app/exit_codes.hpp"
#include "data/lfads_file.hpp"

#include <iostream>

namespace npd::app {

int simulate(const Command& command) {
  auto registry = load_plugins(command);
  const auto trials = npd::runs::simulate(command.arguments.front(), command.overrides, registry);
  data::write_lfads_hdf5(trials, command.output);
  std::cout << "wrote " << command.output.string() << '\n';
  return exit_ok;
}

}  // namespace npd::app
