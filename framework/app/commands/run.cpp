#include "app/commands/commands.hpp"
#include "app/exit_codes.hpp"
#include "app/threads.hpp"
#include "runs/run_experiment.hpp"

#include <csignal>
#include <iostream>
#include <optional>

namespace npd::app {

int run(const Command& command) {
  auto registry = load_plugins(command);
  const npd::run::Invocation invocation{command.arguments.front(), command.overrides,
                                        command.words};
  const auto out = command.output.empty() ? std::nullopt : std::optional(command.output);
  const auto result = npd::run::run_experiment(invocation, registry, out, blas_name());
  if (result.signal != 0) return result.signal == SIGINT ? exit_interrupted : exit_terminated;
  std::cout << result.table << "\nresults in " << result.folder.string() << '\n';
  return exit_ok;
}

}  // namespace npd::app
