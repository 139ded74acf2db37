#pragma once

#include <filesystem>

/// \file new_folder.hpp
/// Folders for results: new ones, so that nothing is ever overwritten.
namespace npd::results {

/// Makes a folder and those above it, if they are not there.
/// \throws OutputError
void make_folder(const std::filesystem::path& folder);

/// Makes `<parent>/<UTC time>`, a folder that was not there; if two processes start in the same
/// second, the later one gets a number behind its time. \throws OutputError
std::filesystem::path new_folder_of_now(const std::filesystem::path& parent);

}  // namespace npd::results
