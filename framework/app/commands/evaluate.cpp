#include "runs/evaluate.hpp"
#include <npd/atomic_file.hpp>
#include "app/commands/commands.hpp"
#include "app/exit_codes.hpp"
#include "results/scores.hpp"

#include <iostream>
#include <optional>

namespace npd::app {

int evaluate(const Command& command) {
  if (!command.output.empty()) refuse_existing(command.output);
  auto registry = load_plugins(command);
  const auto given = command.options.find("config");
  const auto config = given == command.options.end()
                          ? std::nullopt
                          : std::optional(std::filesystem::path(given->second));
  const auto scores = npd::runs::evaluate(command.arguments.front(), config, registry);
  std::cout << results::score_table(scores);
  if (!command.output.empty()) write_text(command.output, results::scores_csv(scores));
  return exit_ok;
}

}  // namespace npd::app
