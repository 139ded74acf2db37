#pragma once

#include "handle.hpp"

#include <cstdint>
#include <optional>
#include <string>

namespace npd::hdf5 {

/// Why the values of an array should not be read, or nothing: they lie in other files, are
/// compressed in a way that this machine does not know, or are many more than the file can hold or
/// memory has room for.
/// \param bytes  the size of the array in memory
std::optional<std::string> obstacle_to_reading(hid_t dataset, std::uintmax_t bytes);

}  // namespace npd::hdf5
