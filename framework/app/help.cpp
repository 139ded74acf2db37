#include "app/help.hpp"

#include "app/exit_codes.hpp"

#include <fmt/format.h>

namespace npd::app {
namespace {

const char* operands_text(Operands operands) {
  switch (operands) {
    case Operands::none:
      return "";
    case Operands::file:
      return " FILE";
    case Operands::libraries:
      return " LIBRARY ...";
    case Operands::file_and_overrides:
      return " FILE [key=value ...]";
    case Operands::component:
      return " [KIND] ID";
    case Operands::new_plugin:
      return " KIND NAME [DIR]";
    case Operands::run:
      return " RUN";
    case Operands::runs:
      return " RUN ...";
  }
  return "";
}

const char* operands_help(Operands operands) {
  switch (operands) {
    case Operands::none:
      return "";
    case Operands::file:
      return "  FILE                  a data file (HDF5)\n";
    case Operands::libraries:
      return "  LIBRARY ...           plugin libraries (*.so)\n";
    case Operands::file_and_overrides:
      return "  FILE                  an experiment (TOML)\n"
             "  key=value             replaces a value of FILE: model.generator.state_dim=40\n";
    case Operands::component:
      return "  KIND                  dataset, generator, readout or metric; default: any\n"
             "  ID                    a name that `npd plugins list` shows\n";
    case Operands::new_plugin:
      return "  KIND                  dataset, generator, readout or metric\n"
             "  NAME                  lower-case letters, digits and underscores\n"
             "  DIR                   where it goes, a new folder; default: NAME\n";
    case Operands::run:
      return "  RUN                   the folder of a run, or an output file (HDF5)\n";
    case Operands::runs:
      return "  RUN ...               folders of finished runs\n";
  }
  return "";
}

}  // namespace

std::string synopsis(const CommandSpec& command) {
  std::string text = fmt::format("npd {}{}", command.name, operands_text(command.operands));
  for (const auto& option : command.options) {
    text += fmt::format(" [--{} {}]", option.name, option.value);
  }
  if (const auto* output = output_option(command.output)) {
    text += fmt::format(" {}", output->synopsis);
  }
  if (command.loads_plugins) text += " [--plugin-path DIR ...]";
  return text;
}

std::string general_help() {
  std::string text =
      "npd: simulate neural population recordings, fit LFADS models to them, and measure how much\n"
      "of the true dynamics came back.\n\nCommands\n";
  for (const auto& command : command_specs()) {
    text += fmt::format("  {:<18} {}\n", command.name, command.summary);
  }
  text +=
      "\nnpd COMMAND --help    tells more about a command\n"
      "npd --version         prints the version of npd and its SDK\n\n"
      "Plugins are looked for in the folders of --plugin-path, then in those of the environment\n"
      "variable NPD_PLUGIN_PATH (with colons between), then beside this program in\n"
      "../lib/npd/plugins.\n\nExit codes\n";
  for (const auto& [code, meaning] : exit_meanings) {
    text += fmt::format("  {:>3}  {}\n", static_cast<int>(code), meaning);
  }
  return text;
}

std::string group_help(std::string_view group) {
  std::string text;
  for (const auto& command : command_specs()) {
    if (std::string_view(command.name).starts_with(fmt::format("{} ", group))) {
      text += fmt::format("{}\n    {}\n", synopsis(command), command.summary);
    }
  }
  return text;
}

std::string command_help(const CommandSpec& command, const std::string& options) {
  std::string operands = operands_help(command.operands);
  if (!operands.empty()) operands += '\n';
  return fmt::format("{}\n\n{}\n\n{}{}", synopsis(command), command.summary, operands, options);
}

}  // namespace npd::app
