#pragma once

#include "handle.hpp"

#include <filesystem>

namespace npd::hdf5 {

/// Opens a file for reading. One that another program is writing is refused; where the file system
/// has no locks, the file is read all the same.
/// \throws DataError if it is not there, not a regular file, cannot be read, is something else than
///         HDF5 (the message guesses what), or is damaged
Handle open_for_reading(const std::filesystem::path& path);

/// Access without locks, for a file that nobody else knows of.
Handle access_without_locks();

}  // namespace npd::hdf5
