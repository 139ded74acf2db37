#include <npd/error.hpp>
#include <npd/ops.hpp>
#include <npd/readout.hpp>
#include <npd/testing/load_component.hpp>

#include <c10/core/GradMode.h>

#include <npd/testing/catch.hpp>

namespace {

std::shared_ptr<npd::Readout> flow(const npd::ReadoutShape& shape, std::int64_t steps,
                                   std::int64_t hidden_dim = 6, double step_size = 0.1) {
  return npd::testing::load<npd::Readout>(
      NPD_PLUGIN_DIR "/flow.so", "flow", shape,
      {{"hidden_dim", hidden_dim}, {"steps", steps}, {"step_size", step_size}});
}

void set(npd::Module& module, const std::string& name, const npd::Tensor& value) {
  const c10::AutoGradMode no_gradients(false);
  for (auto& weight : module.weights())
    if (weight.name == name) weight.value.copy_(value);
}

}  // namespace

// A network that says 3 everywhere moves every output by steps * step_size * 3 from the factors,
// padded with zeros.
TEST_CASE("flow: starts at the factors and at 0 beyond them") {
  const auto readout = flow({2, 3}, 4, 6, 0.5);
  set(*readout, "network.4.bias", at::full({3}, 3.0));
  const auto found = readout->output_parameters(at::tensor({1.0F, -2.0F}).reshape({1, 1, 2}));
  CHECK(at::allclose(found, at::tensor({7.0F, 4.0F, 6.0F}).reshape({1, 1, 3})));
}

// The identity in every layer: a step is y += h gelu(gelu(y)), and each sees where the last ended.
TEST_CASE("flow: every step starts where the last one ended") {
  const auto readout = flow({1, 1}, 3, 1, 0.5);
  for (const std::string layer : {"0", "2", "4"})
    set(*readout, "network." + layer + ".weight", at::ones({1, 1}));
  npd::Tensor y = at::full({2, 1}, 0.4);
  const auto found = readout->output_parameters(y);
  for (int i = 0; i < 3; ++i) y = y + 0.5 * at::gelu(at::gelu(y));
  CHECK(at::allclose(found, y));
}

TEST_CASE("flow: refuses more factors than outputs") {
  CHECK_THROWS_WITH(flow({4, 3}, 1), npd::testing::ContainsSubstring("4 factors for 3 outputs"));
}
