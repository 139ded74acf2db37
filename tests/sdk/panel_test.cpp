#include <npd/error.hpp>
#include <npd/ops.hpp>
#include <npd/panel.hpp>
#include <npd/testing/gradcheck.hpp>

#include <cmath>
#include <limits>

#include <npd/testing/catch.hpp>

using namespace npd;
using npd::testing::deviation;
using npd::testing::random_tensor;

namespace {

Panel panel(const Tensor& t) { return {t.data_ptr<float>(), t.size(0), t.size(1)}; }
Matrix matrix(const Tensor& t) { return {t.data_ptr<float>(), t.size(0), t.size(1)}; }

double difference(const Tensor& found, const Tensor& expected) {
  return deviation("", found, expected).relative;
}

Tensor nans(at::IntArrayRef shape) {
  return at::full(shape, std::numeric_limits<double>::quiet_NaN(), at::kFloat);
}

}  // namespace

TEST_CASE("products equal LibTorch's, for ragged sizes and sizes of 0") {
  for (const std::int64_t n : {0, 1, 5, 12, 60}) {
    for (const std::int64_t k : {0, 1, 3, 7, 33, 130}) {
      for (const std::int64_t trials : {0, 1, 3, 4, 9, 17, 31, 64, 100}) {
        CAPTURE(n, k, trials);
        const auto w = random_tensor({n, k}, 1), x = random_tensor({k, trials}, 2);
        const auto y = random_tensor({n, trials}, 3), b = random_tensor({n}, 4);

        // NaN shows whether "set" reads what was there.
        const auto set = nans({n, trials}), affine = nans({n, trials}), added = y.clone();
        set_product(panel(set), weight_matrix(w), panel(x));
        set_affine(panel(affine), weight_matrix(w), panel(x), weight_vector(b));
        add_product(panel(added), weight_matrix(w), panel(x));
        CHECK(difference(set, at::matmul(w, x)) < 1e-6);
        CHECK(difference(affine, b.unsqueeze(1) + at::matmul(w, x)) < 1e-6);
        CHECK(difference(added, y + at::matmul(w, x)) < 1e-6);

        const auto set_t = nans({k, trials}), added_t = x.clone();
        set_transposed_product(panel(set_t), weight_matrix(w), panel(y));
        add_transposed_product(panel(added_t), weight_matrix(w), panel(y));
        CHECK(difference(set_t, at::matmul(w.t(), y)) < 1e-6);
        CHECK(difference(added_t, x + at::matmul(w.t(), y)) < 1e-6);

        const auto outer = w.clone();
        add_outer_product(matrix(outer), panel(y), panel(x));
        CHECK(difference(outer, w + at::matmul(y, x.t())) < 1e-6);
      }
    }
  }
}

TEST_CASE("a value of a product has the same bits whatever else is in the panel") {
  const auto w = random_tensor({11, 70}, 1), x = random_tensor({70, 53}, 2);
  const auto all = nans({11, 53}), gradient = at::zeros({11, 70});
  set_product(panel(all), weight_matrix(w), panel(x));
  add_outer_product(matrix(gradient), panel(all), panel(x));
  for (const std::int64_t trials : {1, 5, 16, 48}) {
    CAPTURE(trials);
    const auto some = x.narrow(1, 0, trials).contiguous(), y = nans({11, trials});
    set_product(panel(y), weight_matrix(w), panel(some));
    CHECK(at::equal(y, all.narrow(1, 0, trials)));
  }
  for (const std::int64_t features : {1, 7, 32}) {
    CAPTURE(features);
    const auto some = x.narrow(0, 0, features).contiguous(), part = at::zeros({11, features});
    add_outer_product(matrix(part), panel(all), panel(some));
    CHECK(at::equal(part, gradient.narrow(1, 0, features)));
  }
}

TEST_CASE("a block of a matrix is used with the stride of the whole") {
  const auto w = random_tensor({6, 9}, 1), x = random_tensor({4, 3}, 2);
  const auto block = w.narrow(0, 1, 5).narrow(1, 2, 4);
  const auto y = nans({5, 3});
  set_product(panel(y), weight_matrix(w).row_block(1, 5).column_block(2, 4), panel(x));
  CHECK(difference(y, at::matmul(block, x)) < 1e-6);

  const auto gradient = at::zeros({6, 9});
  add_outer_product(matrix(gradient).row_block(1, 5).column_block(2, 4), panel(y), panel(x));
  const auto expected = at::zeros({6, 9});
  expected.narrow(0, 1, 5).narrow(1, 2, 4).copy_(at::matmul(y, x.t()));
  CHECK(difference(gradient, expected) < 1e-6);
}

TEST_CASE("a block of a panel is some of its features") {
  const auto x = random_tensor({6, 5}, 1);
  const auto block = panel(x).block(2, 3);
  CHECK(block.features == 3);
  CHECK(block.trials == 5);
  CHECK(*block.row(1) == x[3][0].item<float>());
}

TEST_CASE("biases are spread over trials and their gradients summed over them") {
  const auto b = random_tensor({3}, 1);
  for (const std::int64_t trials : {0, 1, 17, 100}) {
    CAPTURE(trials);
    const auto y = nans({3, trials}), sums = random_tensor({3}, 2);
    const auto before = sums.clone();
    set_rows(panel(y), weight_vector(b));
    CHECK(difference(y, b.unsqueeze(1).expand({3, trials})) == 0);
    add_row_sums(sums.data_ptr<float>(), panel(y));
    CHECK(difference(sums, before + y.sum(1)) < 1e-6);
    add_rows(panel(y), weight_vector(b));
    CHECK(difference(y, 2 * b.unsqueeze(1).expand({3, trials})) == 0);
  }
}

TEST_CASE("elementwise functions equal LibTorch's") {
  const auto x = random_tensor({5, 17}, 1) * 3, y = random_tensor({5, 17}, 2);
  const auto apply = [&](const Tensor& start, const auto& function) {
    const auto values = start.clone();
    function(panel(values));
    return values;
  };
  CHECK(difference(apply(nans({5, 17}), [&](Panel p) { copy(p, panel(x)); }), x) == 0);
  CHECK(difference(apply(y, [&](Panel p) { add(p, panel(x)); }), y + x) < 1e-6);
  CHECK(difference(apply(y, [&](Panel p) { add_scaled(p, 0.5F, panel(x)); }), y + 0.5 * x) < 1e-6);
  CHECK(difference(apply(nans({5, 17}), [&](Panel p) { set_scaled(p, 0.5F, panel(x)); }),
                   0.5 * x) == 0);
  CHECK(difference(apply(y, [&](Panel p) { multiply_elementwise(p, panel(x)); }), x * y) < 1e-6);
  CHECK(difference(apply(y, [&](Panel p) { multiply_tanh_slope(p, panel(x)); }), y * (1 - x * x)) <
        1e-6);
  CHECK(difference(apply(x, apply_tanh), at::tanh(x)) < 3e-7);
  CHECK(difference(apply(x, apply_sigmoid), at::sigmoid(x)) < 3e-7);

  const auto slopes = nans({5, 17});
  CHECK(difference(apply(x, [&](Panel p) { apply_gelu(p, panel(slopes)); }), at::gelu(x)) < 3e-7);
  const auto leaf = x.to(at::kDouble).requires_grad_(true);
  at::gelu(leaf).sum().backward();
  CHECK(difference(slopes, leaf.grad()) < 5e-7);
}

TEST_CASE("a kernel refuses weights that it cannot read") {
  const auto message = npd::testing::ContainsSubstring("weight (2, 3): a kernel reads only");
  CHECK_THROWS_WITH(weight_matrix(at::zeros({2, 3}, at::kDouble)), message);
  CHECK_THROWS_WITH(weight_matrix(at::zeros({3, 2}).t()), message);
  CHECK_THROWS_WITH(weight_vector(at::zeros({2, 3})), message);
}
