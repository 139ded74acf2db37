#pragma once

#include <cstddef>
#include <filesystem>
#include <string>

/// \file seal.hpp
/// A seal is a block in front of a file that says what the bytes behind it are, so that nothing is
/// read from a file that is not what was written. HDF5 calls such a block a user block and steps
/// over it.
namespace npd::base {

inline constexpr std::size_t seal_bytes = 512;

/// The block for a file whose bytes behind the first `seal_bytes` are complete.
std::string seal_of(const std::filesystem::path& file);

/// Reads the whole file.
/// \return the SHA-256 of what is behind the seal
/// \throws DataError if the file is not there, has no seal, or is not what was sealed
std::string check_seal(const std::filesystem::path& file);

}  // namespace npd::base
