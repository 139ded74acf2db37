#pragma once

#include <filesystem>
#include <string_view>

namespace npd::run {

/// Writes a text file, all or nothing: into a temporary file beside it, flushed to the disk, then
/// renamed. An existing file is replaced. One thread at a time per path.
/// \throws OutputError naming the file and the cause; the file is then as it was before
void write_text(const std::filesystem::path& path, std::string_view text);

/// For files that the user names: what is there already is never overwritten.
/// \throws OutputError if there is a file or folder of that name
void refuse_existing(const std::filesystem::path& path);

}  // namespace npd::run
