#include <npd/testing/kernel_check.hpp>
#include <npd/testing/load_component.hpp>

#include <npd/testing/catch.hpp>

namespace {

std::shared_ptr<npd::Readout> linear(const npd::ReadoutShape& shape) {
  return npd::testing::load_readout(NPD_PLUGIN_DIR "/linear.so", "linear", shape);
}

}  // namespace

TEST_CASE("linear: autograd's gradients equal finite differences") {
  const npd::ReadoutShape shape{3, 4};
  for (const auto& [what, relative] : npd::testing::gradient_deviations(*linear(shape), shape)) {
    CAPTURE(what);
    CHECK(relative < 1e-7);
  }
}

TEST_CASE("linear: the kernel equals autograd") {
  for (const npd::ReadoutShape shape : {npd::ReadoutShape{20, 30}, {3, 1}, {1, 5}}) {
    const auto readout = linear(shape);
    npd::testing::draw_weights(*readout, 1);
    for (const auto& [what, relative] : npd::testing::kernel_deviations(*readout, shape)) {
      CAPTURE(shape.factor_dim, shape.output_dim, what);
      CHECK(relative < 1e-5);
    }
  }
}
