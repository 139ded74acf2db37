#include "app/commands/commands.hpp"
#include "app/exit_codes.hpp"
#include "runs/experiment.hpp"

#include <iostream>

namespace npd::app {
namespace {

config::Document checked_document(const Command& command, host::Registry& registry) {
  auto document = config::Document::load(command.arguments.front(), command.overrides, registry);
  npd::runs::read_experiment(document, command.arguments.front());
  return document;
}

}  // namespace

int config_show(const Command& command) {
  auto registry = load_plugins(command);
  std::cout << checked_document(command, registry).show();
  return exit_ok;
}

int config_check(const Command& command) {
  auto registry = load_plugins(command);
  checked_document(command, registry);
  std::cout << command.arguments.front() << ": no mistakes\n";
  return exit_ok;
}

}  // namespace npd::app
