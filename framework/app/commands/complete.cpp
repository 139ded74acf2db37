#include "app/commands/commands.hpp"
#include "app/exit_codes.hpp"
#include "config/document.hpp"
#include "runs/experiment.hpp"

#include <npd/plugin.hpp>

#include <iostream>
#include <set>
#include <string>

namespace npd::app {

int complete_plugins(const Command& command) {
  const auto registry = load_plugins(command);
  std::set<std::string> ids;
  for (const auto& entry : registry.catalogue().entries) {
    const bool wanted =
        command.arguments.empty() || command.arguments.front() == kind_name(entry.plugin.kind);
    if (wanted) ids.insert(entry.plugin.id);
  }
  for (const auto& id : ids) std::cout << id << '\n';
  return exit_ok;
}

int complete_keys(const Command& command) {
  auto registry = load_plugins(command);
  const auto& file = command.arguments.front();
  auto document = config::Document::load(file, {}, registry);
  npd::runs::read_experiment(document, file);
  for (const auto& value : document.flat()) std::cout << value.key << '\n';
  return exit_ok;
}

}  // namespace npd::app
