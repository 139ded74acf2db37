#pragma once

#include "app/command.hpp"

#include <string>
#include <variant>
#include <vector>

/// \file command_line.hpp
/// From words to a Command. Knows all commands, runs none.
namespace npd::app {

/// What a command expects behind its name.
enum class Operands {
  none,
  file,                ///< FILE
  libraries,           ///< LIBRARY ...
  file_and_overrides,  ///< FILE [key=value ...]
  component,           ///< [KIND] ID
  new_plugin,          ///< KIND NAME [DIR]
  run,                 ///< RUN, a folder or an output file
  runs,                ///< RUN ...
};

/// What a command can be told to write.
enum class Output {
  none,
  run_folder,   ///< --out DIR
  data_file,    ///< -o FILE, required
  score_file,   ///< --out FILE
  csv_file,     ///< --csv FILE
  table_folder  ///< -o DIR, required
};

/// The option that tells where to write.
struct OutputOption {
  Output output;
  const char* name;      ///< as Boost.Program_options takes it: "out", "output,o"
  const char* synopsis;  ///< "[--out DIR]"
  const char* value;     ///< "DIR"
  const char* help;
  bool required;
};

/// Null for Output::none.
const OutputOption* output_option(Output output);

/// An option that only one command has.
struct OptionSpec {
  const char* name;
  const char* value;  ///< what stands for it in the help
  const char* help;
};

/// One command of the program.
struct CommandSpec {
  const char* name;
  Operands operands;
  Output output;
  bool loads_plugins;
  const char* summary;  ///< one line
  std::vector<OptionSpec> options = {};
};

const std::vector<CommandSpec>& command_specs();

/// An answer that needs no engine: help, the version, or what is wrong with the command line.
struct Answer {
  int exit_code;
  std::string text;  ///< to stdout if the code is 0, else to stderr; ends in a newline
};

/// \param words  the command line without the program's name
std::variant<Command, Answer> parse_command_line(const std::vector<std::string>& words);

}  // namespace npd::app
