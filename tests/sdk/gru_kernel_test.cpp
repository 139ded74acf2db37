#include <npd/gru_kernel.hpp>
#include <npd/testing/gradcheck.hpp>
#include <npd/testing/kernel_check.hpp>

#include <limits>

#include <npd/testing/catch.hpp>

using namespace npd;

namespace {

/// The cell as a generator.
class Unit final : public Generator {
 public:
  Unit(GeneratorShape shape, double clip)
      : cell(child("cell", std::make_shared<GruCell>(shape.input_dim, shape.state_dim, clip))) {}
  Tensor step(const Tensor& input, const Tensor& state) override {
    return cell->step(input, state);
  }
  std::shared_ptr<GeneratorKernel> kernel() override { return std::make_shared<GruKernel>(cell); }

  std::shared_ptr<GruCell> cell;
};

}  // namespace

// Ordinary values and gradients are tested through the generator "gru" (conformance).
TEST_CASE("a GRU kernel's gradients are right where gates saturate and states are clipped") {
  const GeneratorShape shape{.input_dim = 3, .state_dim = 8};
  Unit unit(shape, 0.5);  // states start beyond: normal with variance 1
  npd::testing::draw_weights(unit, 1);
  // Of the update gate 1 - z is from 5e-1 to 4e-18, where z is 1, and z is 1e-9 in one unit; the
  // candidate is 1 in one.
  const float sums[] = {0, 4, 8, 12, 15, 17, 40, -20};
  auto bias = unit.cell->bias().accessor<float, 1>();
  for (int i = 0; i < 8; ++i) bias[i] = sums[i];
  bias[2 * 8] = 30;
  for (const auto& d : npd::testing::kernel_deviations(unit, shape)) {
    INFO(d.what << ": " << d.where);
    CHECK(d.relative < 2e-6);
  }
}

TEST_CASE("a GRU kernel is exact about what a state at the edge of the clip lets through") {
  // h = clip and z = 1: the next state is h, not clipped, and its gradient all comes back.
  const auto cell = std::make_shared<GruCell>(1, 1, 0.5);
  cell->bias().accessor<float, 1>()[0] = 40;
  GruKernel kernel(cell);
  kernel.prepare();
  float input = 0, state = 0.5F, next = 0, upstream = 1, grad_input = 0, grad_state = 0;
  std::vector<float> tape(static_cast<std::size_t>(kernel.memory().tape));
  std::vector<float> scratch(static_cast<std::size_t>(kernel.memory().scratch));
  kernel.forward({&input, 1, 1}, {&state, 1, 1}, {&next, 1, 1}, tape.data(), scratch.data());
  kernel.backward({&input, 1, 1}, {&state, 1, 1}, {&next, 1, 1}, tape.data(), {&upstream, 1, 1},
                  {&grad_input, 1, 1}, {&grad_state, 1, 1}, {}, scratch.data());
  CHECK(next == 0.5F);
  CHECK(grad_state == 1);
}

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
  const auto grad_state = [&](ConstPanel seen, Panel wanted, const WeightGradients& gradients) {
    const auto grad = at::full({units, trials}, std::numeric_limits<double>::quiet_NaN());
    kernel.backward(seen, panel(state), panel(next), tape.data(), panel(upstream), wanted,
                    panel(grad), gradients, scratch.data());
    return grad;
  };
  const auto input_weights = 3 * units * inputs;
  const auto in = [&](const Tensor& weights) -> WeightGradients {
    float* const w = weights.data_ptr<float>();
    return {w, w + input_weights, w + input_weights + 3 * units * units};
  };
  const auto weights = at::zeros({3 * units * (inputs + units + 1)});
  const auto full = grad_state(panel(input), panel(grad_input), in(weights));
  CHECK(weights.abs().max().item<float>() > 0);
  CHECK(at::equal(grad_state(panel(input), {nullptr, inputs, trials}, {}), full));

  // Without the input, its weight's gradient can be had from what scratch starts with.
  const auto rest = at::zeros_like(weights);
  CHECK(at::equal(grad_state({nullptr, 0, trials}, {nullptr, inputs, trials}, in(rest)), full));
  CHECK(rest.narrow(0, 0, input_weights).eq(0).all().item<bool>());
  add_outer_product({rest.data_ptr<float>(), 3 * units, inputs},
                    {scratch.data(), 3 * units, trials}, panel(input));
  CHECK(at::equal(rest, weights));
}
