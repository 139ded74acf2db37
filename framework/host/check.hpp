#pragma once

#include <chrono>
#include <filesystem>
#include <string>

/// \file check.hpp
/// Tries a plugin library where it can do no harm: `npd plugins check`.
namespace npd::host {

/// What became of one library.
struct LibraryCheck {
  bool good = false;
  std::string text;  ///< one line: the components, or what is wrong and where it showed
};

/// Loads a library in a process of its own, creates each component with its defaults and
/// lets it do a little. A component whose defaults are not complete is good if it
/// names the parameter that it needs.
/// \param limit  how long one library may take
/// \throws Error if the system gives no process
LibraryCheck check_library(const std::filesystem::path& file, std::chrono::milliseconds limit);

}  // namespace npd::host
