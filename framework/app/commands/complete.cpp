#include "app/commands/commands.hpp"
#include "app/exit_codes.hpp"
#include "config/document.hpp"
#include "runs/experiment.hpp"

#include <npd/error.hpp>
#include <npd/plugin.hpp>

#include <filesystem>
#include <iostream>
#include <set>
#include <string>
#include <system_error>

namespace npd::app {

namespace fs = std::filesystem;

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

int complete_experiments(const Command& command) {
  const auto shipped = load_plugins(command).shipped_configs();
  std::set<std::string> names;
  std::error_code ignored;
  for (const auto& entry : fs::recursive_directory_iterator(shipped, ignored)) {
    if (entry.path().extension() != ".toml") continue;
    names.insert(entry.path().lexically_relative(shipped).string());
  }
  for (const auto& name : names) std::cout << "npd:" << name << '\n';
  return exit_ok;
}

int complete_keys(const Command& command) {
  auto registry = load_plugins(command);
  const auto& file = command.arguments.front();
  auto document = config::Document::load(file, {}, registry);
  try {
    npd::runs::read_experiment(document, file);
  } catch (const Error&) {
    // Of a file that is not finished yet there are those keys that it has.
  }
  for (const auto& value : document.flat()) std::cout << value.key << '\n';
  return exit_ok;
}

}  // namespace npd::app
