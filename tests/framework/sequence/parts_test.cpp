#include "sequence/panel_batch.hpp"
#include "sequence/sequence_view.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <atomic>
#include <stdexcept>

#include <npd/testing/catch.hpp>

using namespace npd;
using namespace npd::sequence;

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
  CHECK(ThreadPool(0).threads() >= 1);
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
  const auto fail = [](std::int64_t task, int) {
    if (task >= 4) throw std::runtime_error("task " + std::to_string(task));
  };
  CHECK_THROWS_WITH(pool.run(9, fail), "task 4");
  std::atomic<int> done = 0;
  pool.run(9, [&](std::int64_t, int) { ++done; });
  CHECK(done == 9);
}

TEST_CASE("a batch is cut into panels of nearly equal size") {
  for (const std::int64_t batch : {1, 16, 17, 31, 255}) {
    const PanelCut cut(batch, 16);
    CHECK(cut.count() == (batch + 15) / 16);
    CHECK(cut.first(0) == 0);
    CHECK(cut.first(cut.count()) == batch);
    for (std::int64_t panel = 0; panel < cut.count(); ++panel) {
      CHECK(cut.trials(panel) <= cut.largest());
      CHECK(cut.trials(panel) >= cut.largest() - 1);
    }
  }
}

TEST_CASE("a pool of buffers gives the same memory again, also once it is gone") {
  Buffer kept;
  {
    BufferPool pool;
    auto first = pool.take(100);
    const float* const address = first.get();
    kept = pool.take(100);
    CHECK(kept.get() != address);
    first.reset();
    CHECK(pool.take(100).get() == address);
  }
  kept[99] = 1;
}

TEST_CASE("panels are read from and written to tensors of any layout") {
  const Tensor rows = npd::testing::random_tensor({5, 3, 11}, 1);
  const Tensor side_by_side = new_sequence(5, 3, 11).copy_(rows);
  const Tensor every_second = npd::testing::random_tensor({5, 3, 22}, 1).slice(2, 0, 22, 2);
  for (const Tensor& tensor : {rows, side_by_side, every_second}) {
    const Tensor values = at::empty({11, 2});
    const Panel panel{values.data_ptr<float>(), 11, 2};
    const Tensor expected = tensor.narrow(0, 2, 2).select(1, 1).t().clone();
    const SequenceView view(tensor);
    read(panel, view, {1, 2});
    CHECK(at::equal(values, expected));
    add(panel, view, {1, 2});
    CHECK(at::equal(values, 2 * expected));
    multiply(panel, view, {1, 2});
    CHECK(at::equal(values, 2 * expected * expected));
    write(view, {1, 2}, panel);
    CHECK(at::equal(tensor.narrow(0, 2, 2).select(1, 1), values.t()));
  }
  CHECK_FALSE(SequenceView(Tensor()));
  CHECK_THROWS_AS(SequenceView(rows.to(at::kDouble)), ShapeError);
}

TEST_CASE("what samples have in common is read for each of them") {
  for (const std::int64_t trials : {1, 5, 16, 35}) {
    CAPTURE(trials);
    const Tensor rows = npd::testing::random_tensor({trials + 2, 3, 4}, 1);
    for (const Tensor& tensor : {rows, new_sequence(trials + 2, 3, 4).copy_(rows)}) {
      const Tensor values = at::empty({4, 3 * trials});
      read_repeatedly({values.data_ptr<float>(), 4, 3 * trials}, SequenceView(tensor), trials, 1);
      const Tensor expected = rows.narrow(0, 0, trials).select(1, 1).t();
      CHECK(at::equal(values, expected.repeat({1, 3})));
    }
  }
}
