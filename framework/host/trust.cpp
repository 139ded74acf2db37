#include "host/trust.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace npd::host {
namespace {

namespace fs = std::filesystem;

/// Of a sticky folder, such as /tmp, strangers may replace only what is theirs.
enum class Sticky { distrusted, trusted };

std::optional<std::string> distrust(const fs::path& path, Sticky sticky) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    return fmt::format("cannot be examined: {}", std::strerror(errno));
  }
  const bool guarded = sticky == Sticky::trusted && (status.st_mode & S_ISVTX) != 0;
  if ((status.st_mode & S_IWOTH) != 0 && !guarded) {
    return fmt::format("anybody may write to it (mode {:o}); run: chmod o-w '{}'",
                       status.st_mode & 07777, path.string());
  }
  if (status.st_uid != 0 && status.st_uid != ::geteuid()) {
    return fmt::format("it belongs to user {}, who is neither root nor you (user {})",
                       status.st_uid, ::geteuid());
  }
  return std::nullopt;
}

/// Whether `inner` is `folder` or below it; both are absolute.
bool is_below(const fs::path& inner, const fs::path& folder) {
  const auto relative = inner.lexically_relative(folder);
  return !relative.empty() && *relative.begin() != "..";
}

}  // namespace

std::optional<std::string> distrust(const fs::path& path) {
  return distrust(path, Sticky::distrusted);
}

std::optional<std::string> distrust_folders_of(const fs::path& file) {
  std::error_code error;
  const fs::path program = fs::read_symlink("/proc/self/exe", error);
  for (const auto& path :
       {fs::absolute(file, error).lexically_normal(), fs::canonical(file, error)}) {
    for (fs::path folder = path.parent_path(); !is_below(program, folder);
         folder = folder.parent_path()) {
      const bool direct = folder == path.parent_path();
      if (const auto reason = distrust(folder, direct ? Sticky::distrusted : Sticky::trusted)) {
        return fmt::format("{} {}: {}", direct ? "its folder" : "the folder above it",
                           folder.string(), *reason);
      }
    }
  }
  return std::nullopt;
}

}  // namespace npd::host
