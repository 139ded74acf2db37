#include "app/commands/commands.hpp"
#include "app/exit_codes.hpp"
#include "data/describe.hpp"

#include <npd/error.hpp>

#include <iostream>
#include <optional>
#include <string>

namespace npd::app {

int data_describe(const Command& command) {
  const auto& file = command.arguments.front();
  std::optional<double> bin_s;
  if (command.has("bin-s")) bin_s = std::stod(command.options.at("bin-s"));
  const auto [text, problem] =
      command.has("json") ? data::describe_json(file, bin_s) : data::describe(file, bin_s);
  std::cout << text << std::flush;
  if (problem) throw DataError(*problem);
  return exit_ok;
}

}  // namespace npd::app
