#include <npd/testing/gradcheck.hpp>

#include <npd/ops.hpp>

#include <cmath>

#include <npd/testing/catch.hpp>

using namespace npd;
using npd::testing::gradient_deviations;

namespace {

// x^2 whose gradient is wrong by 1 %: the added term is zero, its gradient is not.
Tensor wrong_square(const Tensor& x) {
  const Tensor square = x * x;
  return square + 0.01 * (square - square.detach());
}

Tensor variable() {
  return npd::testing::random_tensor({2, 3}, 1).to(at::kDouble).requires_grad_(true);
}

}  // namespace

TEST_CASE("gradcheck accepts a right gradient and measures a wrong one") {
  const auto x = variable(), unused = variable();
  const auto right = gradient_deviations([&] { return x * x; }, {{"x", x}, {"unused", unused}});
  CHECK(right.at(0).what == "gradient of x");
  CHECK(right.at(0).relative < 1e-8);
  CHECK(right.at(1).relative == 0);
  const auto wrong = gradient_deviations([&] { return wrong_square(x); }, {{"x", x}});
  CHECK(wrong.at(0).relative == npd::testing::Approx(0.01).epsilon(1e-3));
}

TEST_CASE("a deviation is relative to the largest element, and never hides NaN") {
  const auto b = at::tensor({1.0, -4.0});
  CHECK(npd::testing::deviation("", b + 0.5, b).relative == npd::testing::Approx(0.125));
  CHECK(npd::testing::deviation("", b, at::zeros({2})).relative == 4.0);
  CHECK(std::isinf(npd::testing::deviation("", b / 0.0 * 0.0, b).relative));
  CHECK(std::isinf(npd::testing::deviation("", at::zeros({3}), b).relative));
}
