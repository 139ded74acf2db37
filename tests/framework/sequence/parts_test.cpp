#include "sequence/panel_batch.hpp"
#include "sequence/sequence_view.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <npd/testing/catch.hpp>

using namespace npd;
using namespace npd::sequence;

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
