#include "app/commands/options.hpp"

#include "base/terminal_width.hpp"

#include <npd/error.hpp>

#include <unistd.h>

#include <limits>

namespace npd::app {

std::int64_t number_option(const Command& command, const std::string& option,
                           std::int64_t otherwise) {
  return command.has(option) ? std::stoll(command.options.at(option)) : otherwise;
}

std::filesystem::path path_option(const Command& command, const std::string& option) {
  return command.has(option) ? std::filesystem::path(command.options.at(option))
                             : std::filesystem::path();
}

std::size_t line_width() {
  return base::terminal_width(STDOUT_FILENO).value_or(std::numeric_limits<std::size_t>::max());
}

IfExists if_exists(const Command& command, const std::filesystem::path& file) {
  if (command.has("force")) return IfExists::replace;
  if (file.empty()) return IfExists::refuse;
  try {
    refuse_existing(file);
  } catch (const OutputError& error) {
    throw OutputError(std::string(error.what()) + ", or give --force");
  }
  return IfExists::refuse;
}

}  // namespace npd::app
