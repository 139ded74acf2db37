#include "app/commands/options.hpp"

#include <npd/error.hpp>

#include <charconv>

namespace npd::app {

std::int64_t number_option(const Command& command, const std::string& option,
                           std::int64_t otherwise) {
  const auto found = command.options.find(option);
  if (found == command.options.end()) return otherwise;
  std::int64_t value = 0;
  const auto& word = found->second;
  const auto [end, error] = std::from_chars(word.data(), word.data() + word.size(), value);
  if (error != std::errc() || end != word.data() + word.size() || value < 0) {
    throw ConfigError(command.name + ": --" + option + ": \"" + word + "\" is not a whole number");
  }
  return value;
}

}  // namespace npd::app
