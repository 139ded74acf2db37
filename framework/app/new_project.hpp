#pragma once

#include <cstddef>
#include <filesystem>
#include <limits>
#include <string>
#include <vector>

/// \file new_project.hpp
/// The start of a plugin, outside this tree.
namespace npd::app {

/// What `npd plugins new` was asked for.
struct NewProject {
  std::string kind;              ///< "generator"
  std::string name;              ///< allowed by wrong_plugin_name
  std::filesystem::path folder;  ///< where it goes: does not exist, or is empty
  std::filesystem::path prefix;  ///< of the installation: has share/npd/template
  bool overwrite = false;        ///< whatever is in the folder
};

/// Copies the template of that kind: `@name@` and the like are filled in, in texts and file names,
/// and `.in` is cut off.
/// \return the files written, relative to the folder, sorted
/// \throws OutputError if something is in the folder or it cannot be written, DataError if there is
/// no template
std::vector<std::string> write_project(const NewProject& project);

/// What was written and what to type next.
/// \param width  of the lines that are not for copying
std::string next_steps(const NewProject& project, const std::vector<std::string>& files,
                       std::size_t width = std::numeric_limits<std::size_t>::max());

}  // namespace npd::app
