#pragma once

#include <filesystem>
#include <string>

namespace npd::base {

/// SHA-256 of a file's bytes, 64 hexadecimal digits.
/// \throws DataError if the file cannot be read
std::string sha256_of_file(const std::filesystem::path& path);

}  // namespace npd::base
