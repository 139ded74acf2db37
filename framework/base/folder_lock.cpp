#include "base/folder_lock.hpp"

#include <npd/error.hpp>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>

namespace npd::base {

FolderLock::FolderLock(const std::filesystem::path& folder)
    : descriptor_(::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)) {
  // Not every file system has locks; without one, a run must not fail.
  if (::flock(descriptor_, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK) return;
  ::close(descriptor_);
  throw OutputError(folder.string() +
                    ": another process is writing this run; wait for it, or end it first");
}

FolderLock::~FolderLock() { ::close(descriptor_); }

}  // namespace npd::base
