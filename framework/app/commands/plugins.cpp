#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/exit_codes.hpp"
#include "host/check.hpp"
#include "host/describe.hpp"
#include "host/list.hpp"

#include <npd/plugin.hpp>

#include <fmt/format.h>
#include <nlohmann/json.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <optional>
#include <string>

namespace npd::app {
namespace {

/// How long `plugins check` waits for a library. The front end has checked the number.
std::chrono::milliseconds time_limit(const Command& command) {
  if (!command.has("timeout")) return std::chrono::seconds(30);
  const double seconds = std::stod(command.options.at("timeout"));
  return std::chrono::milliseconds(std::max(1L, std::lround(1000 * seconds)));
}

}  // namespace

int plugins_check(const Command& command) {
  const auto limit = time_limit(command);
  bool all_good = true;
  auto json = nlohmann::ordered_json::array();
  for (const auto& file : command.arguments) {
    const auto [good, text] = host::check_library(file, limit);
    all_good = all_good && good;
    if (command.has("json")) {
      json.push_back({{"library", file}, {"good", good}, {"text", text}});
    } else {
      std::cout << fmt::format("{:<7} {}: {}", good ? "ok" : "failed", file, text) << std::endl;
    }
  }
  if (command.has("json")) std::cout << json.dump(2) << '\n';
  return all_good ? exit_ok : exit_plugin;
}

host::Registry load_plugins(const Command& command) {
  return host::Registry(
      host::search(host::search_path(command.plugin_path, std::getenv("NPD_PLUGIN_PATH"),
                                     command.executable)),
      command.prefix() / "share/npd/configs");
}

int plugins_list(const Command& command) {
  const auto registry = load_plugins(command);
  std::cout << (command.has("json") ? host::list_json(registry.catalogue())
                                    : host::list_text(registry.catalogue(), line_width()));
  return exit_ok;
}

int plugins_describe(const Command& command) {
  auto registry = load_plugins(command);
  const auto& arguments = command.arguments;
  const auto kind = arguments.size() == 2 ? kind_named(arguments.front()) : std::nullopt;
  const auto& id = arguments.back();
  std::cout << (command.has("json") ? host::describe_json(registry, kind, id)
                                    : host::describe_text(registry, kind, id, line_width()));
  return exit_ok;
}

}  // namespace npd::app
