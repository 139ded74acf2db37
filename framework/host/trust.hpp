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

/// The same of every folder that a file is in, by the path that was given and by the real one: who
/// may write to one of them can put another file there. Above the file's own folder, sticky ones,
/// as /tmp is, are allowed. Folders that the running program is in, too, are as they are: who may
/// write to these can put another program there.
std::optional<std::string> distrust_folders_of(const std::filesystem::path& file);

}  // namespace npd::host
