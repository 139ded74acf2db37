#pragma once

#include <sys/types.h>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// \file worker_process.hpp
/// Programs that work beside this one.
namespace npd::base {

/// How a process ended.
struct ProcessEnd {
  int exit_code = 0;  ///< of one that ended by itself
  int signal = 0;     ///< that killed it, or 0
};

/// A program that runs beside this one, reads nothing, and is killed when this process ends,
/// however that comes. Keys pressed at the terminal are not for it. One thread at a time, the same.
class WorkerProcess {
 public:
  /// \param command  the program's path and its arguments
  /// \param output   where all that it prints is appended
  /// \throws Error if the system gives no process, OutputError if the file cannot be written
  WorkerProcess(const std::vector<std::string>& command, const std::filesystem::path& output);

  /// Kills it, if it has not ended.
  ~WorkerProcess();
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;

  /// Whether it has ended, and how; does not wait.
  std::optional<ProcessEnd> ended();

  void signal(int number) const;

  pid_t id() const { return id_; }

  /// Bytes of memory that it has now, and at its most; 0: not known.
  std::uint64_t memory() const;
  std::uint64_t most_memory() const;

 private:
  pid_t id_;
  std::optional<ProcessEnd> end_;
};

}  // namespace npd::base
