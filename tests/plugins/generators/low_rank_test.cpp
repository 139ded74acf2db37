#include "plugins/generators/set_weight.hpp"

#include <npd/generator.hpp>
#include <npd/ops.hpp>
#include <npd/testing/load_component.hpp>

#include <cmath>

#include <npd/testing/catch.hpp>

namespace {

using npd::testing::set_weight;

std::shared_ptr<npd::Generator> low_rank(const npd::GeneratorShape& shape, std::int64_t rank,
                                         double alpha = 0.2) {
  return npd::testing::load<npd::Generator>(NPD_PLUGIN_DIR "/low_rank.so", "low_rank", shape,
                                            {{"rank", rank}, {"alpha", alpha}});
}

}  // namespace

// Without weights g' = (1 - alpha) g: after k steps g = (1 - alpha)^k g0.
TEST_CASE("low_rank: without weights the state decays geometrically") {
  const auto generator = low_rank({1, 3}, 2, 0.25);
  npd::Tensor state = at::full({2, 3}, 8.0);
  for (int k = 0; k < 4; ++k) state = generator->step(at::ones({2, 1}), state);
  CHECK(at::allclose(state, at::full({2, 3}, 8.0 * std::pow(0.75, 4))));
}

// With m = (1, 0), n = (0, 2) and b = (0, 1/2), unit 1 drives unit 0 alone, by 2 tanh(g1 + 1/2);
// the input drives unit 1 alone, by 3 u.
TEST_CASE("low_rank: the recurrent weights are m n', the bias is inside tanh") {
  const auto generator = low_rank({1, 2}, 1, 0.5);
  set_weight(*generator, "m", at::tensor({1.0F, 0.0F}).reshape({2, 1}));
  set_weight(*generator, "n", at::tensor({0.0F, 2.0F}).reshape({2, 1}));
  set_weight(*generator, "b", at::tensor({0.0F, 0.5F}));
  set_weight(*generator, "wi", at::tensor({0.0F, 3.0F}).reshape({1, 2}));
  const auto next =
      generator->step(at::full({1, 1}, 0.7), at::tensor({0.3F, -0.1F}).reshape({1, 2}));
  CHECK(next[0][0].item<double>() == npd::testing::Approx(0.5 * 0.3 + std::tanh(0.4)));
  CHECK(next[0][1].item<double>() == npd::testing::Approx(-0.05 + 0.5 * 3 * 0.7));
}

TEST_CASE("low_rank: the penalty sees m and n") {
  const auto weights = low_rank({2, 5}, 3)->recurrent_weights();
  REQUIRE(weights.size() == 2);
  CHECK(npd::shape_text(weights[0].sizes()) == "(5, 3)");
  CHECK(npd::shape_text(weights[1].sizes()) == "(5, 3)");
}
