#pragma once

#include <string_view>
#include <vector>

/// \file command_table.hpp
/// All commands of the program. Parsing, help, man pages and completion follow from this table; a
/// new command is a row here and a function in commands/.
namespace npd::app {

/// What a word of the command line names: how it is checked and completed.
enum class Word {
  text,
  number,       ///< a whole number, at least 0
  seconds,      ///< above 0, up to a day
  choice,       ///< one of a list
  experiment,   ///< a TOML file
  data_file,    ///< an HDF5 file
  library,      ///< a shared library
  file,         ///< any file
  folder,       ///< any folder
  run,          ///< the folder of a run
  kind,         ///< a kind of component
  plugin,       ///< the id of a component
  plugin_name,  ///< a name for a new plugin
  override_,    ///< key=value; goes to Command::overrides
  page,         ///< a command or a topic of the help
};

/// A word that stands by its place.
struct OperandSpec {
  const char* name;  ///< "FILE"
  Word word;
  const char* help;
  bool required = true;
  bool repeats = false;                   ///< only the last one may
  std::vector<const char*> choices = {};  ///< of Word::choice
};

/// A word that stands behind its name, or a flag.
struct OptionSpec {
  const char* name;   ///< "output"
  const char* value;  ///< what stands for its word in the help: "FILE"; empty: a flag
  Word word;
  const char* help;
  char letter = 0;  ///< 'o': may be called -o; 0: none
  bool required = false;
  bool repeats = false;
  std::vector<const char*> choices = {};  ///< of Word::choice

  bool is_flag() const { return value[0] == '\0'; }
};

/// One command of the program.
struct CommandSpec {
  const char* name;     ///< "run", "plugins list"
  const char* summary;  ///< one line
  std::vector<OperandSpec> operands;
  std::vector<OptionSpec> options;
  const char* topic = "";  ///< the page of the help that tells the rest
  bool hidden = false;     ///< of scripts, not of people

  bool takes_overrides() const;
};

/// In the order in which people meet them.
const std::vector<CommandSpec>& command_specs();

/// Null if there is no such command.
const CommandSpec* find_command_spec(std::string_view name);

/// What `npd plugins new` and `npd plugins describe` call the kinds of component.
const std::vector<const char*>& kind_words();

}  // namespace npd::app
