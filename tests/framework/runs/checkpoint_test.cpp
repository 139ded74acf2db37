#include "runs/checkpoint.hpp"

#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/ops.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <npd/testing/catch.hpp>

using npd::runs::load_weights;
using npd::runs::save_weights;
using npd::testing::ContainsSubstring;
using npd::testing::TemporaryFolder;

namespace {

/// A matrix that is trained, and in a module below it a vector that is not.
class Net : public npd::Module {
 public:
  explicit Net(std::int64_t units)
      : weight(parameter("weight", {units, 2}, npd::zeros())),
        inner(child("inner", std::make_shared<Inner>())) {}

  struct Inner : npd::Module {
    npd::Tensor offset = constant_weight("offset", {3}, npd::zeros());
  };
  npd::Tensor weight;
  std::shared_ptr<Inner> inner;
};

void fill(Net& net) {
  net.weight.detach().copy_(at::arange(net.weight.numel()).view_as(net.weight) / 3);
  net.inner->offset.detach().fill_(-0.125);
}

}  // namespace

TEST_CASE("weights come back to the bit") {
  const TemporaryFolder folder;
  Net saved(4), loaded(4);
  fill(saved);
  save_weights(folder / "best.h5", saved, 17);
  CHECK(npd::hdf5::File::open(folder / "best.h5").number("", "epoch") == 17);
  load_weights(folder / "best.h5", loaded);
  CHECK(at::equal(loaded.weight, saved.weight));
  CHECK(at::equal(loaded.inner->offset, saved.inner->offset));
  CHECK(loaded.weight.requires_grad());
}

TEST_CASE("weights of another architecture are refused by name and shape") {
  const TemporaryFolder folder;
  Net saved(4), other(5);
  save_weights(folder / "best.h5", saved, 0);
  CHECK_THROWS_AS(load_weights(folder / "best.h5", other), npd::DataError);
  CHECK_THROWS_WITH(load_weights(folder / "best.h5", other),
                    (folder / "best.h5").string() +
                        ": weights/weight: expected shape (5, 2), "
                        "found (4, 2); the file belongs to another "
                        "model");
  save_weights(folder / "inner.h5", *saved.inner, 0);
  CHECK_THROWS_WITH(load_weights(folder / "inner.h5", saved), ContainsSubstring("weights/weight"));
}
