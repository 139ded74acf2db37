#pragma once

#include <npd/api.hpp>

#include <filesystem>
#include <map>
#include <string>
#include <vector>

/// \file command.hpp
/// What the front end hands to the engine.
namespace npd::app {

/// A command line that was understood.
struct Command {
  std::string name;                                ///< "run", "plugins list"
  std::vector<std::string> arguments;              ///< FILE, or KIND and ID, or ID, or RUN...
  std::vector<std::string> overrides;              ///< "key.path=value"
  std::map<std::string, std::string> options;      ///< by long name; of a flag the empty text
  std::vector<std::filesystem::path> plugin_path;  ///< --plugin-path, in order
  std::filesystem::path executable;                ///< the real path of the running program
  std::vector<std::string> words;                  ///< the whole command line as typed

  /// Whether an option was given.
  bool has(const std::string& option) const { return options.count(option) != 0; }

  /// `<prefix>` of `<prefix>/bin/npd`.
  std::filesystem::path prefix() const { return executable.parent_path().parent_path(); }
};

}  // namespace npd::app

/// The engine's library exports these two alone.
extern "C" {

/// Runs a command, reports errors to stderr.
/// \return an exit code, see exit_codes.hpp
NPD_API int npd_engine(const npd::app::Command& command);

/// For ask_before_quick_ends.
NPD_API int npd_code_of_end(int code);
}
