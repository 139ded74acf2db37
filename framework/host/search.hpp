#pragma once

#include <filesystem>
#include <string>
#include <vector>

/// \file search.hpp
/// Where plugins are looked for.
namespace npd::host {

/// One folder of the search path.
struct SearchPlace {
  std::string origin;            ///< who named it: "--plugin-path", "NPD_PLUGIN_PATH", or empty
  std::filesystem::path folder;  ///< empty: that origin names none
};

/// The search path, first place first: the folders of the command line, those of NPD_PLUGIN_PATH,
/// the folder that belongs to the executable (`<prefix>/bin/npd` -> `<prefix>/lib/npd/plugins`).
/// \param variable    the value of NPD_PLUGIN_PATH, folders with colons between, or null
/// \param executable  its real path
/// \throws PluginError if a folder of the command line does not exist
std::vector<SearchPlace> search_path(const std::vector<std::filesystem::path>& command_line,
                                     const char* variable, const std::filesystem::path& executable);

}  // namespace npd::host
