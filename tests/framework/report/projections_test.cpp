#include "report/projections.hpp"

#include <npd/ops.hpp>

#include <npd/testing/catch.hpp>

using npd::Tensor;
using npd::report::mapped_on;
using npd::report::principal_components;
using npd::testing::Approx;

TEST_CASE("principal components of an ellipse are its axes") {
  // 20 points on an ellipse of half axes 3 and 1, turned by 30 degrees.
  const Tensor angle = at::arange(20, at::kDouble) * (3.14159265358979 / 10);
  const double c = std::cos(0.5235987755982988), s = std::sin(0.5235987755982988);
  const Tensor x = 3 * at::cos(angle), y = at::sin(angle);
  const auto pca = principal_components(at::stack({c * x - s * y, s * x + c * y}, 1) + 7, false);
  CHECK(pca.cumulative.size() == 2);
  CHECK(pca.cumulative[0] == Approx(0.9));
  CHECK(pca.cumulative[1] == Approx(1.0));
  CHECK(at::abs(pca.scores.select(1, 0) - x).max().item<double>() < 1e-12);
}

TEST_CASE("standardised columns weigh the same, and a constant one nothing") {
  const Tensor a = at::arange(8, at::kDouble);
  const Tensor b = at::tensor({1.0, -1.0, -1.0, 1.0, 1.0, -1.0, -1.0, 1.0}) * 1000;
  const auto pca = principal_components(at::stack({a, b, at::ones_like(a)}, 1), true);
  CHECK(pca.cumulative[0] == Approx(0.5));
  CHECK(pca.cumulative[1] == Approx(1.0));
}

TEST_CASE("a signal that is an affine image of another is mapped back on it") {
  const Tensor to = at::randn({4, 9, 2}, at::kDouble);
  const Tensor from = at::cat(
      {to.select(2, 0).unsqueeze(2) * 2 - 1, (to.select(2, 0) - to.select(2, 1)).unsqueeze(2) + 5,
       at::zeros({4, 9, 1}, at::kDouble)},
      2);
  CHECK(at::abs(mapped_on(from, to) - to).max().item<double>() < 1e-10);
}

TEST_CASE("a signal that says nothing is mapped on the mean") {
  const Tensor to = at::randn({3, 5, 2}, at::kDouble);
  const Tensor mapped = mapped_on(at::ones({3, 5, 1}, at::kDouble), to);
  CHECK(at::abs(mapped - to.flatten(0, 1).mean(0)).max().item<double>() < 1e-12);
}
