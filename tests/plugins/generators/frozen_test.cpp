#include <npd/error.hpp>
#include <npd/generator.hpp>
#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>
#include <npd/testing/load_component.hpp>

#include <c10/core/GradMode.h>

#include <npd/testing/catch.hpp>

namespace {

using npd::Generator;
using npd::testing::load;

std::shared_ptr<npd::Generator> plain(const std::string& id, const npd::GeneratorShape& shape) {
  return load<Generator>(NPD_PLUGIN_DIR "/" + id + ".so", id, shape);
}

std::shared_ptr<npd::Generator> frozen(const std::string& id, const npd::GeneratorShape& shape) {
  const npd::GeneratorSlot inner(
      id, [id](const npd::GeneratorShape& given) { return plain(id, given); });
  return load<Generator>(NPD_PLUGIN_DIR "/frozen.so", "frozen", shape, {{"inner", inner}});
}

}  // namespace

TEST_CASE("frozen: is its inner generator, untrained and started from the prior") {
  const auto generator = frozen("gru", {2, 3}), inner = plain("gru", {2, 3});
  CHECK_FALSE(generator->trained());
  CHECK(generator->initial_state() == npd::InitialState::prior);
  REQUIRE(generator->weights().size() == inner->weights().size());
  CHECK(generator->weights()[0].name == "inner." + inner->weights()[0].name);
  CHECK(generator->recurrent_weights().size() == 1);

  npd::testing::draw_weights(*generator, 1);
  const c10::AutoGradMode no_gradients(false);
  for (std::size_t i = 0; i < inner->weights().size(); ++i)
    inner->weights()[i].value.copy_(generator->weights()[i].value);
  const auto input = npd::testing::random_tensor({4, 2}, 1);
  const auto state = npd::testing::random_tensor({4, 3}, 2);
  CHECK(at::equal(generator->step(input, state), inner->step(input, state)));
}

TEST_CASE("frozen: needs an inner generator") {
  CHECK_THROWS_WITH(load<Generator>(NPD_PLUGIN_DIR "/frozen.so", "frozen", {2, 3}),
                    npd::testing::ContainsSubstring("is missing; name a generator"));
}
