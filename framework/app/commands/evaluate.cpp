#include "runs/evaluate.hpp"
#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/exit_codes.hpp"
#include "results/headlines.hpp"

#include <iostream>
#include <optional>

namespace npd::app {

int evaluate(const Command& command) {
  const auto csv = path_option(command, "out");
  const auto existing = if_exists(command, csv);
  auto registry = load_plugins(command);
  const auto config =
      command.has("config") ? std::optional(path_option(command, "config")) : std::nullopt;
  const auto scores = npd::runs::evaluate(command.arguments.front(), config, registry);
  std::cout << (command.has("json")
                    ? results::scores_json(scores)
                    : results::score_table(scores, command.has("all"), "give --all or --out FILE",
                                           line_width()));
  if (!csv.empty()) write_text(csv, results::scores_csv(scores), existing);
  return exit_ok;
}

}  // namespace npd::app
