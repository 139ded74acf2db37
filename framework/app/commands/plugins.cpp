#include "app/commands/commands.hpp"
#include "app/exit_codes.hpp"
#include "host/check.hpp"
#include "host/describe.hpp"

#include <npd/error.hpp>
#include <npd/plugin.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
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

/// How long `plugins check` waits for a library.
std::chrono::milliseconds time_limit(const Command& command) {
  const auto found = command.options.find("timeout");
  if (found == command.options.end()) return std::chrono::seconds(30);
  const auto& word = found->second;
  double seconds = 0;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), seconds);
  if (error != std::errc() || end != word.data() + word.size() ||
      !(seconds > 0 && seconds <= 86400)) {
    throw ConfigError("plugins check: --timeout: \"" + word +
                      "\" is not a number of seconds above 0 and up to a day");
  }
  return std::chrono::milliseconds(std::max(1L, std::lround(1000 * seconds)));
}

}  // namespace

int plugins_check(const Command& command) {
  const auto limit = time_limit(command);
  bool all_good = true;
  for (const auto& file : command.arguments) {
    const auto [good, text] = host::check_library(file, limit);
    std::cout << fmt::format("{:<7} {}: {}", good ? "ok" : "failed", file, text) << std::endl;
    all_good = all_good && good;
  }
  return all_good ? exit_ok : exit_plugin;
}

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
