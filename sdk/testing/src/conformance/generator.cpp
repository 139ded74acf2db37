#include "conformance/marks.hpp"
#include "conformance/module_case.hpp"
#include "conformance/tested.hpp"

#include <npd/contract.hpp>
#include <npd/generator.hpp>
#include <npd/testing/gradcheck.hpp>
#include <npd/testing/kernel_check.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>

namespace npd::testing {
namespace {

void check_penalty(const Generator& generator, Findings& findings) {
  const auto weights = generator.weights();
  for (const auto& seen : generator.recurrent_weights()) {
    const auto same = [&](const Weight& weight) { return weight.value.is_same(seen); };
    if (std::none_of(weights.begin(), weights.end(), same))
      findings.problem(
          "recurrent_weights() gives a tensor that is no weight of this generator, so the penalty "
          "would change nothing; return the handles that parameter() gave");
  }
}

void check_further(Generator& generator, const GeneratorShape& shape) {
  const auto outputs = generator.further_outputs();
  contract::check_further_outputs(outputs);
  if (outputs.empty()) return;
  const Tensor state = random_tensor({6, shape.state_dim}, 21);
  draw_weights(generator, 1);
  contract::check_further(generator.further(random_tensor({6, shape.input_dim}, 20), state),
                          outputs, state);
}

ModuleCase make_case(const Tested& tested, const GeneratorShape& shape) {
  ModuleCase c;
  const std::shared_ptr<Generator> generator = tested.make<Generator>(shape);
  c.size = fmt::format("input {}, state {}", shape.input_dim, shape.state_dim);
  c.module = generator;
  c.trained = generator->trained();
  c.has_kernel = generator->kernel() != nullptr;
  c.result_name = "next state (trial, state)";
  c.argument_names = {"input", "state"};
  c.arguments = [shape](std::int64_t trials, std::uint64_t seed) -> std::vector<Tensor> {
    return {random_tensor({trials, shape.input_dim}, 10 * seed),
            random_tensor({trials, shape.state_dim}, 10 * seed + 1)};
  };
  c.apply = [generator](const std::vector<Tensor>& arguments) {
    return generator->step(arguments[0], arguments[1]);
  };
  c.result_sizes = [shape](std::int64_t trials) {
    return std::vector<std::int64_t>{trials, shape.state_dim};
  };
  c.gradient_deviations = [generator, shape] { return gradient_deviations(*generator, shape); };
  c.kernel_deviations = [generator, shape] { return kernel_deviations(*generator, shape); };
  c.check_kind = [generator, shape](Findings& findings) {
    check_penalty(*generator, findings);
    check_further(*generator, shape);
  };
  return c;
}

void check_generator(const Tested& tested, Checks& checks) {
  const auto make = [&](const ParamValues& values) {
    return testing::create<Generator>(tested.component(), values, {2, 3});
  };
  check_marks(tested, make, checks);
  std::vector<MakeCase> makers;
  // The first is small for finite differences; then sizes that do not fill registers, and the
  // least.
  for (const GeneratorShape& shape : {GeneratorShape{2, 3}, {4, 20}, {0, 3}, {0, 4}, {1, 1}})
    makers.push_back([&tested, shape] { return make_case(tested, shape); });
  check_module(makers, "the penalty sees weights", checks);
}

/// Leaky tanh units.
class StandInGenerator final : public Generator {
 public:
  explicit StandInGenerator(const GeneratorShape& shape)
      : recurrent_(parameter("recurrent", {shape.state_dim, shape.state_dim},
                             normal(1 / std::sqrt(static_cast<double>(shape.state_dim))))),
        input_(parameter("input", {shape.state_dim, shape.input_dim}, normal(1))) {}

  Tensor step(const Tensor& input, const Tensor& state) override {
    const Tensor drive =
        at::matmul(at::tanh(state), recurrent_.t()) + at::matmul(input, input_.t());
    return state + 0.2 * (drive - state);
  }

  std::vector<Tensor> recurrent_weights() const override { return {recurrent_}; }

 private:
  Tensor recurrent_, input_;
};

}  // namespace

KindTests generator_tests() {
  return {check_generator,
          [](const Tested& tested, const ParamValues& values) {
            create_of_any<Generator>({{2, 3}, {2, 4}}, tested, values);
          },
          []() -> AnySlot {
            return GeneratorSlot("stand_in", [](const GeneratorShape& shape) {
              return std::make_shared<StandInGenerator>(shape);
            });
          },
          host_keys_of<Generator>()};
}

}  // namespace npd::testing
