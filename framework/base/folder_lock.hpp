#pragma once

#include <filesystem>

namespace npd::base {

/// Keeps other processes from writing a run's folder, until its end or that of the process.
class FolderLock {
 public:
  /// \throws OutputError if another process has the lock
  explicit FolderLock(const std::filesystem::path& folder);
  ~FolderLock();
  FolderLock(const FolderLock&) = delete;
  FolderLock& operator=(const FolderLock&) = delete;

 private:
  int descriptor_;
};

}  // namespace npd::base
