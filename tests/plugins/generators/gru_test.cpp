#include <npd/testing/kernel_check.hpp>
#include <npd/testing/load_component.hpp>

#include <npd/testing/catch.hpp>

namespace {

std::shared_ptr<npd::Generator> gru(const npd::GeneratorShape& shape, double clip) {
  return npd::testing::load_generator(NPD_PLUGIN_DIR "/gru.so", "gru", shape, {{"clip", clip}});
}

}  // namespace

TEST_CASE("gru: autograd's gradients equal finite differences") {
  const npd::GeneratorShape shape{2, 3};
  for (const auto& [what, relative] : npd::testing::gradient_deviations(*gru(shape, 5.0), shape)) {
    CAPTURE(what);
    CHECK(relative < 1e-7);
  }
}

// A clip of 0.4 cuts off many states of either sign.
TEST_CASE("gru: the kernel equals autograd, clipped or not, without inputs too") {
  for (const npd::GeneratorShape shape : {npd::GeneratorShape{4, 20}, {0, 3}, {1, 1}}) {
    for (const double clip : {5.0, 0.4}) {
      const auto generator = gru(shape, clip);
      npd::testing::draw_weights(*generator, 1);
      for (const auto& [what, relative] : npd::testing::kernel_deviations(*generator, shape)) {
        CAPTURE(shape.input_dim, shape.state_dim, clip, what);
        CHECK(relative < 1e-5);
      }
    }
  }
}
