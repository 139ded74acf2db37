#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace npd::host {

/// Why code from this file or folder must not be run, or nothing: anybody may write to it (going by
/// its mode bits, so also for root), or it belongs to neither root nor the user. A symbolic link is
/// judged by what it points to. Writable by the group is allowed.
/// \param path  exists
std::optional<std::string> distrust(const std::filesystem::path& path);

}  // namespace npd::host
