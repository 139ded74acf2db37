#pragma once

#include "base/worker_process.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <vector>

/// \file local_pool.hpp
/// Runs jobs, each a process, some at a time.
namespace npd::study {

/// Something for a process to do.
struct Job {
  std::size_t number = 0;
  /// The program's path and its arguments; asked at each start, as a job that is gone on with may
  /// need others.
  std::function<std::vector<std::string>()> command;
  std::filesystem::path log;  ///< all that it prints is appended there
};

/// How a job ended.
struct JobEnd {
  enum class Kind {
    done,
    failed,   ///< it ended with another exit code than 0
    lost,     ///< it was killed more often than it may be
    stopped,  ///< because the pool was told to stop
  };
  Kind kind = Kind::done;
  int exit_code = 0;  ///< of one that failed
  int signal = 0;     ///< of one that was lost
};

struct PoolLimits {
  std::size_t jobs = 1;      ///< at a time
  std::int64_t retries = 3;  ///< how often a job that was killed is started again
  std::uint64_t memory = 0;  ///< bytes of a job; 0: as much as the largest so far
};

/// What the pool tells, always on the thread that runs it.
struct PoolObserver {
  std::function<void(const Job&)> on_start;
  std::function<void(const Job&, const JobEnd&)> on_end;
  std::function<void(const std::string&)> on_note;  ///< for people
  std::function<void()> on_tick;                    ///< some times a second
  std::function<bool()> should_stop;                ///< asked some times a second
};

/// Processes on this machine. Jobs start in their order. When it is told to stop, it asks the
/// processes to save and end (SIGTERM), and waits for them.
class LocalPool {
 public:
  LocalPool(PoolLimits limits, PoolObserver observer);

  /// Does all jobs. \return false if it was stopped before
  bool run(std::vector<Job> jobs);

 private:
  struct Pending {
    Job job;
    std::int64_t deaths = 0;
  };
  struct Worker {
    Pending work;
    std::unique_ptr<base::WorkerProcess> process;
  };

  void start_some();
  bool memory_allows_one_more();
  void collect(bool stopping);
  void take_end(Pending work, const base::ProcessEnd& end, bool stopping);

  PoolLimits limits_;
  PoolObserver observer_;
  std::deque<Pending> waiting_;
  std::vector<Worker> workers_;
  std::uint64_t largest_ = 0;  ///< bytes of memory of the largest process so far
  bool told_of_memory_ = false;
};

}  // namespace npd::study
