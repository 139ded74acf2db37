#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/exit_codes.hpp"
#include "app/threads.hpp"
#include "runs/run_experiment.hpp"

#include <iostream>
#include <optional>

namespace npd::app {
namespace {

// As a shell says how a process ended: see exit_codes.hpp.
constexpr int killed_by = 128;

int report(const npd::runs::RunResult& result) {
  std::cout << result.text;
  return result.signal == 0 ? exit_ok : killed_by + result.signal;
}

std::optional<std::filesystem::path> optional_path(const Command& command, const char* option) {
  return command.has(option) ? std::optional(path_option(command, option)) : std::nullopt;
}

std::optional<std::int64_t> until(const Command& command) {
  return command.has("until") ? std::optional(number_option(command, "until", 0)) : std::nullopt;
}

}  // namespace

int run(const Command& command) {
  auto registry = load_plugins(command);
  auto overrides = command.overrides;
  if (command.has("threads")) overrides.push_back("threads=" + command.options.at("threads"));
  return report(npd::runs::run_experiment({command.arguments.front(), overrides, command.words},
                                          registry,
                                          {.blas = blas_name(),
                                           .out = optional_path(command, "out"),
                                           .from = optional_path(command, "from"),
                                           .until = until(command)}));
}

int resume(const Command& command) {
  auto registry = load_plugins(command);
  return report(npd::runs::resume_run(command.arguments.front(), registry,
                                      {.blas = blas_name(),
                                       .threads = number_option(command, "threads", 0),
                                       .until = until(command),
                                       .anyway = command.has("anyway")}));
}

}  // namespace npd::app
