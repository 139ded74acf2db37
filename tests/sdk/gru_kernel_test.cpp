#include <npd/gru_kernel.hpp>
#include <npd/testing/gradcheck.hpp>

#include <limits>

#include <npd/testing/catch.hpp>

using namespace npd;

// Values and gradients are tested through the generator "gru" (tests/plugins/generators); here,
// what only encoders and controllers use.
TEST_CASE("a GRU kernel can leave out the gradients of inputs and of weights") {
  const std::int64_t inputs = 3, units = 4, trials = 5;
  const auto cell = std::make_shared<GruCell>(inputs, units, 5.0);
  npd::testing::draw_weights(*cell, 1);
  GruKernel kernel(cell);
  kernel.prepare();

  const auto input = npd::testing::random_tensor({inputs, trials}, 1);
  const auto state = npd::testing::random_tensor({units, trials}, 2);
  const auto upstream = npd::testing::random_tensor({units, trials}, 3);
  const auto panel = [](const Tensor& t) {
    return Panel{t.data_ptr<float>(), t.size(0), t.size(1)};
  };
  const auto next = at::zeros({units, trials});
  std::vector<float> tape(static_cast<std::size_t>(kernel.memory().tape * trials));
  std::vector<float> scratch(static_cast<std::size_t>(kernel.memory().scratch * trials));
  kernel.forward(panel(input), panel(state), panel(next), tape.data(), scratch.data());

  const auto grad_input = at::zeros({inputs, trials});
  const auto grad_state = [&](Panel wanted, const WeightGradients& gradients) {
    const auto grad = at::full({units, trials}, std::numeric_limits<double>::quiet_NaN());
    kernel.backward(panel(input), panel(state), panel(next), tape.data(), panel(upstream), wanted,
                    panel(grad), gradients, scratch.data());
    return grad;
  };
  const auto weights = at::zeros({3 * units * (inputs + units + 1)});
  float* w = weights.data_ptr<float>();
  const auto full =
      grad_state(panel(grad_input), {w, w + 3 * units * inputs, w + 3 * units * (inputs + units)});
  CHECK(weights.abs().max().item<float>() > 0);
  CHECK(at::equal(grad_state({nullptr, inputs, trials}, {}), full));
}
