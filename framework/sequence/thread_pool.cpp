#include "sequence/thread_pool.hpp"

#include "base/machine.hpp"
#include "base/signal_stack.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>
#include <omp.h>

#include <cstddef>
#include <new>
#include <string>
#include <system_error>
#include <utility>

namespace npd::sequence {
namespace {

/// The pool whose task this thread is doing, and its number in that pool.
struct Doing {
  const ThreadPool* pool = nullptr;
  int thread = 0;
};
thread_local Doing doing;

}  // namespace

ThreadPool::ThreadPool(int threads) {
  if (threads == 0) threads = base::usable_cores();
  std::string why;
  try {
    start(threads);
    return;
  } catch (const std::system_error& error) {
    why = error.code().message() + base::process_limit_text();
  } catch (const std::bad_alloc&) {
    why = "not enough memory";
  }
  const auto running = workers_.size();
  stop();
  throw Error(fmt::format("only {} of {} threads can be started: {}; use fewer, threads={}",
                          running + 1, threads, why, running + 1));
}

void ThreadPool::start(int threads) {
  workers_.reserve(static_cast<std::size_t>(threads) - 1);
  for (int thread = 1; thread < threads; ++thread) {
    auto for_crashes = base::SignalStack::allocate();
    workers_.emplace_back([this, thread, memory = std::move(for_crashes)]() mutable {
      const base::SignalStack stack(std::move(memory));
      wait_for_work(thread);
    });
  }
}

ThreadPool::~ThreadPool() { stop(); }

void ThreadPool::stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  work_arrived_.notify_all();
  for (auto& worker : workers_) worker.join();
}

void ThreadPool::run(std::int64_t tasks, const Work& work) {
  if (doing.pool == this) {
    for (std::int64_t task = 0; task < tasks; ++task) work(task, doing.thread);
    return;
  }
  std::unique_lock lock(mutex_);
  work_ = &work;
  tasks_ = unfinished_ = tasks;
  next_ = 0;
  failure_ = nullptr;
  if (tasks > 1) work_arrived_.notify_all();
  do_tasks(lock, 0);
  all_done_.wait(lock, [this] { return unfinished_ == 0; });
  tasks_ = 0;
  if (failure_) std::rethrow_exception(failure_);
}

void ThreadPool::wait_for_work(int thread) {
  // A library that a task calls must not start threads of its own.
  omp_set_num_threads(1);
  std::unique_lock lock(mutex_);
  while (true) {
    work_arrived_.wait(lock, [this] { return stopping_ || next_ < tasks_; });
    if (stopping_) return;
    do_tasks(lock, thread);
  }
}

// A task takes milliseconds, so that one lock for all of them is never contended.
void ThreadPool::do_tasks(std::unique_lock<std::mutex>& lock, int thread) {
  const Doing before = std::exchange(doing, {this, thread});
  while (next_ < tasks_) {
    const auto task = next_++;
    lock.unlock();
    std::exception_ptr failure;
    try {
      (*work_)(task, thread);
    } catch (...) {
      failure = std::current_exception();
    }
    lock.lock();
    if (failure && (!failure_ || task < failed_task_)) {
      failure_ = failure;
      failed_task_ = task;
    }
    if (--unfinished_ == 0) all_done_.notify_all();
  }
  doing = before;
}

}  // namespace npd::sequence
