#include <npd/gru_cell.hpp>
#include <npd/ops.hpp>

#include <cmath>

namespace npd {
namespace {

Init fan_in_normal(std::int64_t columns) {
  return columns > 0 ? normal(1 / std::sqrt(static_cast<double>(columns))) : zeros();
}

}  // namespace

GruCell::GruCell(std::int64_t input_dim, std::int64_t state_dim, double clip)
    : state_dim_(state_dim), clip_(clip) {
  const Tensor open_gates = at::cat({at::ones({2 * state_dim}), at::zeros({state_dim})});
  input_weight_ = parameter("input_weight", {3 * state_dim, input_dim}, fan_in_normal(input_dim));
  recurrent_weight_ =
      parameter("recurrent_weight", {3 * state_dim, state_dim}, fan_in_normal(state_dim));
  bias_ = parameter("bias", {3 * state_dim}, values(open_gates));
  recurrent_bias_ = constant_weight("recurrent_bias", {3 * state_dim}, zeros());
}

Tensor GruCell::project(const Tensor& input) const {
  return at::matmul(input, input_weight_.t()) + (bias_ + recurrent_bias_);
}

Tensor GruCell::step(const Tensor& input, const Tensor& state) const {
  return step_projected(project(input), state, recurrence());
}

GruCell::Recurrence GruCell::recurrence() const {
  const auto rows = at::split_with_sizes(recurrent_weight_, {2 * state_dim_, state_dim_}, 0);
  return {rows[0].t(), rows[1].t()};
}

// Cuts with split, not narrow: the backward pass of split is one concatenation.
Tensor GruCell::step_projected(const Tensor& projected, const Tensor& state,
                               const Recurrence& recurrence) const {
  const auto inputs = at::split_with_sizes(projected, {2 * state_dim_, state_dim_}, 1);
  const auto gates =
      at::split(at::sigmoid(at::addmm(inputs[0], state, recurrence.gates)), state_dim_, 1);
  const Tensor &update = gates[0], &reset = gates[1];
  const Tensor candidate = at::tanh(at::addmm(inputs[1], reset * state, recurrence.candidate));
  return at::clamp(at::lerp(candidate, state, update), -clip_, clip_);
}

}  // namespace npd
