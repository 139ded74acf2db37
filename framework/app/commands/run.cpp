#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/exit_codes.hpp"
#include "app/threads.hpp"
#include "runs/run_experiment.hpp"

#include <csignal>
#include <iostream>
#include <optional>

namespace npd::app {
namespace {

int report(const npd::runs::RunResult& result) {
  if (result.signal != 0) return result.signal == SIGINT ? exit_interrupted : exit_terminated;
  std::cout << result.table << "\nresults in " << result.folder.string() << '\n';
  return exit_ok;
}

}  // namespace

int run(const Command& command) {
  auto registry = load_plugins(command);
  auto overrides = command.overrides;
  if (command.has("threads")) overrides.push_back("threads=" + command.options.at("threads"));
  const npd::runs::Invocation invocation{command.arguments.front(), overrides, command.words};
  const auto out = command.has("out") ? std::optional(path_option(command, "out")) : std::nullopt;
  return report(npd::runs::run_experiment(invocation, registry, out, blas_name()));
}

int resume(const Command& command) {
  auto registry = load_plugins(command);
  return report(npd::runs::resume_run(command.arguments.front(),
                                      number_option(command, "threads", 0), registry, blas_name()));
}

}  // namespace npd::app
