#include "app/commands/commands.hpp"
#include "app/exit_codes.hpp"
#include "data/describe.hpp"

#include <iostream>
#include <string>

namespace npd::app {

int data_describe(const Command& command) {
  const auto& file = command.arguments.front();
  const double bin_s = command.has("bin-s") ? std::stod(command.options.at("bin-s")) : 0.01;
  std::cout << (command.has("json") ? data::describe_json(file, bin_s)
                                    : data::describe(file, bin_s));
  return exit_ok;
}

}  // namespace npd::app
