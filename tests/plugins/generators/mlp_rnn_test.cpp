#include "plugins/generators/set_weight.hpp"

#include <npd/generator.hpp>
#include <npd/ops.hpp>
#include <npd/testing/load_component.hpp>

#include <npd/testing/catch.hpp>

namespace {

using npd::testing::set_weight;

std::shared_ptr<npd::Generator> mlp_rnn(const npd::GeneratorShape& shape, const std::string& inputs,
                                        std::int64_t hidden_dim = 6, double scale = 0.1) {
  return npd::testing::load<npd::Generator>(
      NPD_PLUGIN_DIR "/mlp_rnn.so", "mlp_rnn", shape,
      {{"hidden_dim", hidden_dim}, {"scale", scale}, {"inputs", inputs}});
}

}  // namespace

// Of the network only its last bias, 3, is not 0: it moves every state by scale (3 + 2 u + 5).
TEST_CASE("mlp_rnn: linear inputs are added to what the network says, times the scale") {
  const auto generator = mlp_rnn({1, 2}, "linear", 6, 0.5);
  set_weight(*generator, "network.4.bias", at::full({2}, 3.0));
  set_weight(*generator, "input_proj.weight", at::full({2, 1}, 2.0));
  set_weight(*generator, "input_proj.bias", at::full({2}, 5.0));
  const auto next = generator->step(at::full({1, 1}, 0.25), at::full({1, 2}, 10.0));
  CHECK(at::allclose(next, at::full({1, 2}, 10.0 + 0.5 * (3 + 0.5 + 5))));
}

// The identity in every layer of a network of width 2 that sees [g, u]: net = gelu(gelu([g, u])),
// of which the state takes the second row, that of u.
TEST_CASE("mlp_rnn: concatenated inputs follow the state in what the network sees") {
  const auto generator = mlp_rnn({1, 1}, "concatenated", 2, 0.5);
  set_weight(*generator, "network.0.weight", at::eye(2));
  set_weight(*generator, "network.2.weight", at::eye(2));
  set_weight(*generator, "network.4.weight", at::tensor({0.0F, 1.0F}).reshape({1, 2}));
  const auto u = at::full({1, 1}, 0.8), g = at::full({1, 1}, -3.0);
  CHECK(at::allclose(generator->step(u, g), g + 0.5 * at::gelu(at::gelu(u))));
}

TEST_CASE("mlp_rnn: the penalty sees the network's weights, and those of linear inputs") {
  CHECK(mlp_rnn({2, 3}, "concatenated")->recurrent_weights().size() == 3);
  const auto linear = mlp_rnn({2, 3}, "linear")->recurrent_weights();
  REQUIRE(linear.size() == 4);
  CHECK(npd::shape_text(linear[3].sizes()) == "(3, 2)");
}
