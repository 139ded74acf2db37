#include "app/commands/commands.hpp"
#include "app/exit_codes.hpp"
#include "app/new_project.hpp"

#include <iostream>

namespace npd::app {

int plugins_new(const Command& command) {
  const auto& arguments = command.arguments;
  NewProject project;
  project.kind = arguments[0];
  project.name = arguments[1];
  project.folder = arguments.size() > 2 ? arguments[2] : arguments[1];
  project.prefix = command.prefix();
  std::cout << next_steps(project, write_project(project));
  return exit_ok;
}

}  // namespace npd::app
