#include "app/commands/commands.hpp"
#include "app/exit_codes.hpp"
#include "data/describe.hpp"

#include <iostream>

namespace npd::app {

int data_describe(const Command& command) {
  std::cout << data::describe(command.arguments.front());
  return exit_ok;
}

}  // namespace npd::app
