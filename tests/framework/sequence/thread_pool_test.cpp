#include "sequence/thread_pool.hpp"

#include "base/machine.hpp"

#include <atomic>
#include <cstdint>
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
