#include "model/factor_map.hpp"

#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <npd/testing/catch.hpp>

using namespace npd;
using namespace npd::testing;

TEST_CASE("the rows of a factor map have length 1, whatever its weights") {
  model::FactorMap map(3, 2);
  const Tensor weight = map.weights()[0].value;
  weight.detach().copy_(at::tensor({3.0F, 0.0F, 4.0F, 0.0F, 0.0F, -7.0F}).view({2, 3}));
  const Tensor expected = at::tensor({0.6F, 0.0F, 0.8F, 0.0F, 0.0F, -1.0F}).view({2, 3});
  CHECK(at::allclose(map.normalised(), expected));
  weight.detach().zero_();
  CHECK(at::equal(map.normalised(), at::zeros({2, 3})));
}

TEST_CASE("the gradient of a factor map is that of finite differences") {
  model::FactorMap map(3, 2);
  draw_weights(map, 1);
  map.to(at::kDouble);
  for (const auto& [what, relative, where] : gradient_deviations(
           [&] { return map.normalised(); }, {{"weight", map.weights()[0].value}})) {
    INFO(what << ": " << where);
    CHECK(relative < 1e-7);
  }
}
