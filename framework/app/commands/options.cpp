#include "app/commands/options.hpp"

namespace npd::app {

std::int64_t number_option(const Command& command, const std::string& option,
                           std::int64_t otherwise) {
  return command.has(option) ? std::stoll(command.options.at(option)) : otherwise;
}

std::filesystem::path path_option(const Command& command, const std::string& option) {
  return command.has(option) ? std::filesystem::path(command.options.at(option))
                             : std::filesystem::path();
}

}  // namespace npd::app
