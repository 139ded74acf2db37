#include "sequence/thread_pool.hpp"

#include "base/machine.hpp"

#include <npd/error.hpp>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <csignal>
#include <cstdint>
#include <fstream>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include <npd/testing/catch.hpp>

using npd::sequence::ThreadPool;

TEST_CASE("a thread pool does every task once, on its own threads") {
  for (const int threads : {1, 2, 5}) {
    ThreadPool pool(threads);
    REQUIRE(pool.threads() == threads);
    for (const std::int64_t tasks : {0, 1, 3, 100}) {
      std::vector<std::atomic<int>> done(static_cast<std::size_t>(tasks));
      std::atomic<bool> known_thread = true;
      pool.run(tasks, [&](std::int64_t task, int thread) {
        ++done[static_cast<std::size_t>(task)];
        if (thread < 0 || thread >= threads) known_thread = false;
      });
      CHECK(known_thread);
      for (const auto& times : done) CHECK(times == 1);
    }
  }
  CHECK(ThreadPool(0).threads() == npd::base::usable_cores());
}

TEST_CASE("a task of a thread pool may hand out tasks: its own thread does them, in order") {
  ThreadPool pool(3);
  std::atomic<int> done = 0;
  std::atomic<bool> own_thread = true, in_order = true;
  pool.run(7, [&](std::int64_t, int outer) {
    std::int64_t expected = 0;
    pool.run(5, [&](std::int64_t task, int thread) {
      if (thread != outer) own_thread = false;
      if (task != expected++) in_order = false;
      ++done;
    });
  });
  CHECK(done == 35);
  CHECK(own_thread);
  CHECK(in_order);
  CHECK_THROWS_WITH(pool.run(2,
                             [&](std::int64_t, int) {
                               pool.run(3, [](std::int64_t task, int) {
                                 if (task == 1)
                                   throw std::runtime_error("inner task " + std::to_string(task));
                               });
                             }),
                    "inner task 1");
}

TEST_CASE("a thread pool throws on what its first failing task threw, and goes on working") {
  ThreadPool pool(3);
  // Task 0 fails last: whoever begins task 3 has seen a failure of task 1 or 2.
  std::atomic<bool> another_failed = false;
  const auto fail = [&](std::int64_t task, int) {
    if (task == 3) another_failed = true;
    while (task == 0 && !another_failed) std::this_thread::yield();
    throw std::runtime_error("task " + std::to_string(task));
  };
  CHECK_THROWS_WITH(pool.run(9, fail), "task 0");
  std::atomic<int> done = 0;
  pool.run(9, [&](std::int64_t, int) { ++done; });
  CHECK(done == 9);
}

// Without one, a task that uses up its thread's stack ends the process and nobody says where.
TEST_CASE("each thread of a pool has a stack of its own for signals") {
  ThreadPool pool(2);
  std::atomic<int> begun = 0, with_stack = 0;
  pool.run(2, [&](std::int64_t, int thread) {
    ++begun;
    while (begun < 2) std::this_thread::yield();  // so that each thread has one task
    stack_t stack{};
    const bool known = ::sigaltstack(nullptr, &stack) == 0;
    if (thread > 0 && known && (stack.ss_flags & SS_DISABLE) == 0) ++with_stack;
  });
  CHECK(with_stack == 1);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__)

namespace {

/// What a pool says that is made where memory is left for few stacks, in a process of its own.
std::string refusal_of_threads(int threads) {
  int ends[2];
  if (::pipe(ends) != 0) return "no pipe";
  const pid_t child = ::fork();
  if (child == 0) {
    std::uint64_t pages = 0;
    std::ifstream("/proc/self/statm") >> pages;
    const auto room = pages * static_cast<std::uint64_t>(::getpagesize()) + (rlim_t{1} << 26U);
    const rlimit limit{room, room};
    ::setrlimit(RLIMIT_AS, &limit);
    std::string text = "no error";
    try {
      const ThreadPool pool(threads);
    } catch (const npd::Error& error) {
      text = error.what();
    } catch (const std::exception& error) {
      text = std::string("not told as what it is: ") + error.what();
    }
    const auto written = ::write(ends[1], text.data(), text.size());
    ::_exit(written < 0 ? 1 : 0);
  }
  ::close(ends[1]);
  std::string text(1000, '\0');
  const auto size = ::read(ends[0], text.data(), text.size());
  ::close(ends[0]);
  ::waitpid(child, nullptr, 0);
  text.resize(size < 0 ? 0 : static_cast<std::size_t>(size));
  return text;
}

}  // namespace

TEST_CASE("threads that cannot be started are an error that says how many can") {
  const auto text = refusal_of_threads(1000);
  CAPTURE(text);
  CHECK_THAT(text, npd::testing::StartsWith("only "));
  CHECK(text.find(" of 1000 threads can be started: ") != std::string::npos);
  // Whichever comes to its end first: address space for stacks, or memory for what a thread has.
  CHECK((text.find(": Resource temporarily unavailable; ") != std::string::npos ||
         text.find(": not enough memory; ") != std::string::npos));
  CHECK_THAT(text, npd::testing::ContainsSubstring("; use fewer, threads="));
}

#endif
