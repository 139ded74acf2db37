#include "host/trust.hpp"

#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

namespace npd::host {

std::optional<std::string> distrust(const std::filesystem::path& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) {
    return fmt::format("cannot be examined: {}", std::strerror(errno));
  }
  if ((status.st_mode & S_IWOTH) != 0) {
    return fmt::format("anybody may write to it (mode {:o}); run: chmod o-w '{}'",
                       status.st_mode & 07777, path.string());
  }
  if (status.st_uid != 0 && status.st_uid != ::geteuid()) {
    return fmt::format("it belongs to user {}, who is neither root nor you (user {})",
                       status.st_uid, ::geteuid());
  }
  return std::nullopt;
}

}  // namespace npd::host
