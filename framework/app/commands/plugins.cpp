#include "app/commands/commands.hpp"
#include "app/exit_codes.hpp"
#include "host/describe.hpp"

#include <npd/plugin.hpp>

#include <cstdlib>
#include <iostream>
#include <optional>

namespace npd::app {
namespace {

/// The front end has checked the word.
std::optional<Kind> kind_of(const std::string& word) {
  for (const Kind kind : {Kind::dataset, Kind::generator, Kind::readout, Kind::metric}) {
    if (word == kind_name(kind)) return kind;
  }
  return std::nullopt;
}

}  // namespace

host::Registry load_plugins(const Command& command) {
  return host::Registry(host::search(
      host::search_path(command.plugin_path, std::getenv("NPD_PLUGIN_PATH"), command.executable)));
}

int plugins_list(const Command& command) {
  std::cout << host::list_text(load_plugins(command).catalogue());
  return exit_ok;
}

int plugins_describe(const Command& command) {
  auto registry = load_plugins(command);
  const auto& arguments = command.arguments;
  const auto kind = arguments.size() == 2 ? kind_of(arguments.front()) : std::nullopt;
  std::cout << host::describe_text(registry, kind, arguments.back());
  return exit_ok;
}

}  // namespace npd::app
