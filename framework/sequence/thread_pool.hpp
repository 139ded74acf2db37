#pragma once

#include <condition_variable>
#include <cstdint>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace npd::sequence {

/// Threads that wait for work. One thread at a time may hand it out, and any task.
class ThreadPool {
 public:
  /// \param threads  how many work, the one that calls `run` among them; 0: one for each core that
  ///                 it may use, see base::usable_cores
  /// \throws Error if the system has no more threads, or no memory for them, to give
  explicit ThreadPool(int threads);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  int threads() const { return static_cast<int>(workers_.size()) + 1; }

  /// What to do for a task; `thread` is below threads(), so that threads can have memory each.
  using Work = std::function<void(std::int64_t task, int thread)>;

  /// Does tasks 0 ... tasks - 1 in any order and returns when all are done. If any throw, the
  /// exception of the first of them is thrown on. Within a task the same thread does them, one
  /// after the other.
  void run(std::int64_t tasks, const Work& work);

 private:
  void start(int threads);
  void stop();
  void wait_for_work(int thread);
  void do_tasks(std::unique_lock<std::mutex>& lock, int thread);

  std::mutex mutex_;
  std::condition_variable work_arrived_, all_done_;
  const Work* work_ = nullptr;
  std::int64_t tasks_ = 0, next_ = 0, unfinished_ = 0;
  std::int64_t failed_task_ = 0;
  std::exception_ptr failure_;
  bool stopping_ = false;
  std::vector<std::thread> workers_;
};

}  // namespace npd::sequence
