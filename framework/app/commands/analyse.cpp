#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/exit_codes.hpp"
#include "results/headlines.hpp"
#include "runs/analyse_run.hpp"

#include <iostream>
#include <optional>

namespace npd::app {

int analyse(const Command& command) {
  auto registry = load_plugins(command);
  const auto path = [&](const char* option) {
    return command.has(option) ? std::optional(path_option(command, option)) : std::nullopt;
  };
  const auto result = npd::runs::analyse(
      command.arguments.front(),
      {.config = path("config"),
       .only = command.has("only") ? std::optional(command.options.at("only")) : std::nullopt,
       .out = path("out"),
       .quiet = command.has("quiet")},
      registry);
  if (result.signal != 0) return exit_of_signal(result.signal);
  if (command.has("json")) {
    std::cout << results::scores_json(result.scores);
    return exit_ok;
  }
  std::cout << results::score_table(result.scores, command.has("all"), "give --all", line_width())
            << "\nresults in " << result.folder.string() << '\n';
  return exit_ok;
}

}  // namespace npd::app
