#include "product.hpp"

#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <limits>

#include <npd/testing/catch.hpp>

using namespace npd;
using npd::detail::multipliers;
using npd::detail::Product;
using npd::testing::deviation;
using npd::testing::random_tensor;

namespace {

float* data(const Tensor& x) { return x.data_ptr<float>(); }

void check_near(const Tensor& found, const Tensor& expected) {
  CHECK(deviation("", found, expected).relative < 1e-6);
}

}  // namespace

TEST_CASE("the product of every instruction set that the machine has equals LibTorch's") {
  // Every way in which tiles of 12 or 6, 4, 2 and 1 rows and vectors of 4, 8 and 16 columns are
  // left over.
  for (const auto& multiplier : multipliers()) {
    if (!multiplier.available) continue;
    CAPTURE(multiplier.name);
    for (const std::int64_t rows : {1, 3, 7, 12, 20, 65}) {
      for (const std::int64_t depth : {0, 1, 70}) {
        for (std::int64_t columns = 0; columns <= 70; columns += columns < 36 ? 1 : 17) {
          CAPTURE(rows, depth, columns);
          const auto a = random_tensor({rows, depth}, 1), b = random_tensor({depth, columns}, 2);
          const auto c = random_tensor({rows, columns}, 3), start = random_tensor({rows}, 4);
          const auto into = [&](const Tensor& result) {
            return Product{rows, columns, depth,   data(a),      depth,
                           1,    data(b), columns, data(result), columns};
          };
          const auto set = at::full_like(c, std::numeric_limits<double>::quiet_NaN());
          const auto affine = set.clone(), added = c.clone();
          multiplier.set(into(set), nullptr);
          multiplier.set(into(affine), data(start));
          multiplier.add(into(added));
          const auto product = at::matmul(a, b);
          check_near(set, product);
          check_near(affine, start.unsqueeze(1) + product);
          check_near(added, c + product);
        }
      }
    }
  }
}

TEST_CASE("a product leaves what is not its own alone") {
  for (const auto& multiplier : multipliers()) {
    if (!multiplier.available) continue;
    CAPTURE(multiplier.name);
    for (const std::int64_t columns : {1, 3, 6, 13, 27, 45}) {
      CAPTURE(columns);
      const auto a = random_tensor({7, 4}, 1), b = random_tensor({4, columns}, 2);
      const auto all = at::ones({7, columns + 2});
      multiplier.set({7, columns, 4, data(a), 4, 1, data(b), columns, data(all) + 1, columns + 2},
                     nullptr);
      check_near(all.narrow(1, 1, columns), at::matmul(a, b));
      CHECK(all.select(1, 0).eq(1).all().item<bool>());
      CHECK(all.select(1, columns + 1).eq(1).all().item<bool>());
    }
  }
}
