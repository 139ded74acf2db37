#pragma once

#include "base/lock_file.hpp"

#include <filesystem>
#include <memory>
#include <string>

namespace npd::base {

/// Keeps other processes from writing a run's folder, until its end or that of the process: by the
/// system's own locks, or on a file system without them by a LockFile in the folder.
class FolderLock {
 public:
  /// \throws OutputError if another process has the lock, or the folder cannot be opened
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

  /// What people should know of this lock: that it is only a file, and why; mostly nothing.
  const std::string& warning() const { return warning_; }

  /// Whether a process has the lock of a folder now.
  static bool is_held(const std::filesystem::path& folder);

  /// What the LockFile of a folder is called.
  static std::filesystem::path lock_file(const std::filesystem::path& folder);

 private:
  int descriptor_;
  std::unique_ptr<LockFile> file_;
  std::string warning_;
};

}  // namespace npd::base
