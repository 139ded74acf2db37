#include "common/short_steps.hpp"

#include <npd/ops.hpp>

#include <utility>

namespace simulated {

using npd::Tensor;

EulerStep::EulerStep(std::shared_ptr<npd::Field> field, double dt)
    : field_(std::move(field)), dt_(dt) {}

Tensor EulerStep::step(const Tensor& input, const Tensor& state) {
  return state + dt_ * field_->velocity(input, state);
}

npd::Jacobian EulerStep::jacobian(const Tensor& input, const Tensor& state) {
  const auto [by_state, by_input] = field_->jacobian(input, state);
  return {at::eye(state.size(1), state.options()) + dt_ * by_state, dt_ * by_input};
}

Tensor repeat(npd::Dynamics& short_step, std::int64_t count, const Tensor& input,
              const Tensor& state) {
  Tensor now = state;
  for (std::int64_t i = 0; i < count; ++i) now = short_step.step(input, now);
  return now;
}

npd::Jacobian jacobian_of_repeat(npd::Dynamics& short_step, std::int64_t count, const Tensor& input,
                                 const Tensor& state) {
  const auto points = state.size(0), n = state.size(1);
  npd::Jacobian whole{at::eye(n, state.options()).expand({points, n, n}),
                      at::zeros({points, n, input.size(1)}, state.options())};
  Tensor now = state;
  for (std::int64_t i = 0; i < count; ++i) {
    const auto [by_state, by_input] = short_step.jacobian(input, now);
    whole.state = at::matmul(by_state, whole.state);
    whole.input = at::matmul(by_state, whole.input) + by_input;
    now = short_step.step(input, now);
  }
  return whole;
}

}  // namespace simulated
