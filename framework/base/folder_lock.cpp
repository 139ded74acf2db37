#include "base/folder_lock.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <thread>
#include <utility>

namespace npd::base {
namespace {

namespace fs = std::filesystem;

int open_folder(const fs::path& folder) {
  return ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
}

enum class Answer { ours, others, no_locks };

/// `is_held` holds a lock for a moment, too: so one who is refused asks again.
Answer ask_for(int descriptor) {
  using namespace std::chrono_literals;
  for (int attempt = 0;; ++attempt) {
    if (::flock(descriptor, LOCK_EX | LOCK_NB) == 0) return Answer::ours;
    if (errno == EINTR) continue;
    if (errno != EWOULDBLOCK) return Answer::no_locks;
    if (attempt == 3) return Answer::others;
    std::this_thread::sleep_for(20ms);
  }
}

}  // namespace

FolderLock::FolderLock(const fs::path& folder) : descriptor_(open_folder(folder)) {
  if (descriptor_ < 0) {
    throw OutputError(
        fmt::format("{}: the folder cannot be locked: {}", folder.string(), std::strerror(errno)));
  }
  const auto answer = ask_for(descriptor_);
  const int error = errno;
  if (answer == Answer::ours) return;
  ::close(std::exchange(descriptor_, -1));
  if (answer == Answer::others) {
    throw OutputError(folder.string() +
                      ": another process is writing this run; wait for it, or end it first");
  }
  file_ = std::make_unique<LockFile>(lock_file(folder), "this run");
  warning_ = fmt::format("this file system has no locks ({}); {} stands for one",
                         std::strerror(error), lock_file(folder).filename().string());
}

FolderLock::~FolderLock() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

bool FolderLock::is_held(const fs::path& folder) {
  const int descriptor = open_folder(folder);
  if (descriptor < 0) return false;
  const bool free = ::flock(descriptor, LOCK_SH | LOCK_NB) == 0;
  const bool held = !free && errno == EWOULDBLOCK;
  ::close(descriptor);
  return held || LockFile::holder(lock_file(folder)).has_value();
}

fs::path FolderLock::lock_file(const fs::path& folder) { return folder / "run.lock"; }

}  // namespace npd::base
