#pragma once

#include <chrono>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <optional>
#include <string>
#include <thread>

/// \file lock_file.hpp
/// Locks that any file system has, those of clusters too: a file that only one process can make.
namespace npd::base {

/// Who holds a lock, as its file says.
struct LockHolder {
  std::string host;
  long pid = 0;
  std::string since;             ///< UTC
  unsigned long long ticks = 0;  ///< when the process started, of /proc/PID/stat

  /// "process 4711 on host node7, since 2026-11-23T21-05-09Z"
  std::string text() const;
};

/// A lock by means of a file, which its holder touches every 30 seconds. The lock of a process that
/// is gone, or has not touched it for 5 minutes where its host is another one, is taken over.
class LockFile {
 public:
  static constexpr std::chrono::seconds heartbeat{30}, stale_after{300};

  /// Makes the file.
  /// \param what  that is locked, for the message: "this run"
  /// \throws OutputError if another process holds the lock, or the file cannot be made
  LockFile(std::filesystem::path file, const std::string& what);

  /// Removes it, if it is still ours.
  ~LockFile();
  LockFile(const LockFile&) = delete;
  LockFile& operator=(const LockFile&) = delete;

  /// Who holds the lock of this file now, a stale one not counted.
  static std::optional<LockHolder> holder(const std::filesystem::path& file);

 private:
  void beat();

  std::filesystem::path file_;
  std::string content_;  ///< what the file says while it is ours
  std::mutex mutex_;
  std::condition_variable ending_;
  bool ends_ = false;
  std::thread heart_;
};

}  // namespace npd::base
