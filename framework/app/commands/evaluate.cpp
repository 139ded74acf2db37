#include "runs/evaluate.hpp"
#include "app/commands/commands.hpp"
#include "app/exit_codes.hpp"
#include "evaluation/score_text.hpp"
#include "runs/atomic_file.hpp"

#include <iostream>
#include <optional>

namespace npd::app {

int evaluate(const Command& command) {
  if (!command.output.empty()) npd::run::refuse_existing(command.output);
  auto registry = load_plugins(command);
  const auto given = command.options.find("config");
  const auto config = given == command.options.end()
                          ? std::nullopt
                          : std::optional(std::filesystem::path(given->second));
  const auto scores = npd::run::evaluate(command.arguments.front(), config, registry);
  std::cout << eval::score_table(scores);
  if (!command.output.empty()) npd::run::write_text(command.output, eval::scores_csv(scores));
  return exit_ok;
}

}  // namespace npd::app
