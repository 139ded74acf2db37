#include "sequence/sparse_inputs.hpp"

#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <algorithm>
#include <cmath>

#include <npd/testing/catch.hpp>

using namespace npd;
using namespace npd::sequence;
using npd::testing::random_tensor;

namespace {

/// (trial, time, feature), about one in ten not 0.
Tensor spikes(std::int64_t trials, std::int64_t time, std::int64_t features) {
  const Tensor x = random_tensor({trials, time, features}, 1);
  return x * (random_tensor(x.sizes(), 2) > 1.3);
}

Panel panel_of(const Tensor& x) { return {x.data_ptr<float>(), x.size(0), x.size(1)}; }

Matrix matrix_of(const Tensor& x) { return {x.data_ptr<float>(), x.size(0), x.size(1)}; }

/// What the dense product sees of a bin, [feature][trial].
Tensor bin_of(const Tensor& x, std::int64_t bin) { return x.select(1, bin).t().contiguous(); }

struct Sizes {
  std::int64_t rows, features, trials;
};

constexpr Sizes ragged[] = {{1, 9, 1},    {3, 2, 17},   {63, 30, 8},  {64, 31, 16},
                            {65, 32, 64}, {300, 33, 5}, {7, 100, 23}, {240, 30, 64}};

}  // namespace

TEST_CASE("a product with sparse inputs has the bits of the dense one") {
  for (const auto& [rows, features, trials] : ragged) {
    CAPTURE(rows, features, trials);
    const Tensor rows_of_spikes = spikes(trials + 3, 4, features);
    const Tensor side_by_side = new_sequence(trials + 3, 4, features).copy_(rows_of_spikes);
    const Tensor w = random_tensor({rows, features}, 3), b = random_tensor({rows}, 4);
    const SparseLayer layer(weight_matrix(w), weight_vector(b));
    for (const Tensor& x : {rows_of_spikes, side_by_side}) {
      const auto sparse = SparseInputs::of(SequenceView(x), 2, trials, 4);
      REQUIRE(sparse);
      for (std::int64_t bin = 0; bin < 4; ++bin) {
        const Tensor y = at::full({rows, trials}, NAN), expected = at::empty_like(y);
        layer.forward(panel_of(y), *sparse, bin);
        set_affine(panel_of(expected), weight_matrix(w),
                   panel_of(bin_of(x.narrow(0, 2, trials), bin)), weight_vector(b));
        CHECK(at::equal(y, expected));
      }
    }
  }
}

TEST_CASE("the weight gradient of sparse inputs has the bits of the dense one") {
  for (const auto& [rows, features, trials] : ragged) {
    CAPTURE(rows, features, trials);
    const Tensor x = spikes(trials, 4, features);
    const auto sparse = SparseInputs::of(SequenceView(x), 0, trials, 4);
    REQUIRE(sparse);
    const Tensor g = at::zeros({rows, features}), expected = at::zeros({rows, features});
    SparseWeightGradient gradient(rows, features);
    for (std::int64_t bin = 0; bin < 4; ++bin) {
      const Tensor grad_y = random_tensor({rows, trials}, 5 + static_cast<std::uint64_t>(bin));
      gradient.add(panel_of(grad_y), *sparse, bin);
      add_outer_product(matrix_of(expected), panel_of(grad_y), panel_of(bin_of(x, bin)));
    }
    gradient.add_to(matrix_of(g));
    CHECK(at::equal(g, expected));
  }
}

TEST_CASE("sparse inputs hold what is not 0, in order, and NaN too") {
  const Tensor x = at::zeros({2, 3, 40});
  x[1][0][39] = 2;
  x[1][0][4] = -1;
  x[0][2][7] = NAN;
  const auto sparse = SparseInputs::of(SequenceView(x), 0, 2, 3);
  REQUIRE(sparse);
  CHECK(sparse->at(0, 0).empty());
  const auto entries = sparse->at(0, 1);
  REQUIRE(entries.size() == 2);
  CHECK((entries[0].feature == 4 && entries[0].value == -1));
  CHECK((entries[1].feature == 39 && entries[1].value == 2));
  CHECK(sparse->at(1, 0).empty());
  REQUIRE(sparse->at(2, 0).size() == 1);
  CHECK(std::isnan(sparse->at(2, 0)[0].value));
}

TEST_CASE("inputs of which more than a quarter is not 0 are not sparse") {
  const Tensor x = at::zeros({4, 1, 8});
  x.narrow(0, 0, 1).fill_(1);
  CHECK(SparseInputs::of(SequenceView(x), 0, 4, 1));
  x[3][0][0] = 1;
  CHECK_FALSE(SparseInputs::of(SequenceView(x), 0, 4, 1));
}
