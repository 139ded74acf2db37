#include "runs/evaluate.hpp"
#include <npd/atomic_file.hpp>
#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/exit_codes.hpp"
#include "results/scores.hpp"

#include <iostream>
#include <optional>

namespace npd::app {

int evaluate(const Command& command) {
  const auto csv = path_option(command, "out");
  if (!csv.empty()) refuse_existing(csv);
  auto registry = load_plugins(command);
  const auto config =
      command.has("config") ? std::optional(path_option(command, "config")) : std::nullopt;
  const auto scores = npd::runs::evaluate(command.arguments.front(), config, registry);
  std::cout << results::score_table(scores);
  if (!csv.empty()) write_text(csv, results::scores_csv(scores));
  return exit_ok;
}

}  // namespace npd::app
