#include "app/commands/commands.hpp"
#include "app/commands/options.hpp"
#include "app/exit_codes.hpp"
#include "app/new_project.hpp"

#include <fmt/format.h>

#include <iostream>

namespace npd::app {
namespace {

/// With the new plugin on the search path, one of the same name is not found any more.
void warn_of_shadow(const host::Catalogue& catalogue, const NewProject& project) {
  for (const auto& entry : catalogue.entries) {
    if (kind_name(entry.plugin.kind) != project.kind || entry.plugin.id != project.name) continue;
    std::cerr << fmt::format(
        "npd: warning: there is a {0} \"{1}\" already, {2}: with --plugin-path yours hides it; "
        "choose another NAME unless that is meant\n",
        project.kind, project.name, entry.plugin.library.string());
  }
}

}  // namespace

int plugins_new(const Command& command) {
  const auto& arguments = command.arguments;
  NewProject project;
  project.kind = arguments[0];
  project.name = arguments[1];
  project.folder = arguments.size() > 2 ? arguments[2] : arguments[1];
  project.overwrite = command.has("force");
  project.prefix = command.prefix();
  std::cout << next_steps(project, write_project(project), line_width());
  warn_of_shadow(load_plugins(command).catalogue(), project);
  return exit_ok;
}

}  // namespace npd::app
