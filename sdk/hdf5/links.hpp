#pragma once

#include "handle.hpp"

#include <optional>
#include <string>
#include <vector>

/// \file links.hpp
/// The names in a file. Links to other files are never followed: a file from elsewhere would read
/// what its author may not.
namespace npd::hdf5 {

/// Whether there is an array or a group of that name; links inside the file are followed.
/// \param name  as shown() gives it
bool has_object(hid_t file, const std::string& name);

/// The other file that the name, or a group on the way to it, is a link to, or nothing.
std::optional<std::string> file_linked_to(hid_t file, const std::string& name);

/// An open array or group; false if it cannot be opened.
Handle open_within(hid_t file, const std::string& name);

/// The names of all arrays, sorted; groups more than 64 deep, and arrays beyond the first 100,000,
/// are left out.
std::vector<std::string> array_names(hid_t file);

}  // namespace npd::hdf5
