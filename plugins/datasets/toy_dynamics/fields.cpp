#include "fields.hpp"

#include <npd/ops.hpp>

#include <cmath>
#include <utility>

namespace toy {

using npd::Tensor;

namespace {

/// The identity at every point.
Tensor identity(const Tensor& state) {
  const auto n = state.size(1);
  return at::eye(n, state.options()).expand({state.size(0), n, n});
}

/// r (point, 1), of finite slope in the origin.
Tensor radius(const Tensor& state) {
  return at::sqrt(at::square(state).sum(1, /*keepdim=*/true).clamp_min(1e-300));
}

/// A quarter of a turn, (x, y) -> (-y, x).
Tensor quarter_turn(const Tensor& state) {
  return at::stack({-state.select(1, 1), state.select(1, 0)}, 1);
}

/// \param angle  (point, 1)
Tensor turned(const Tensor& state, const Tensor& angle) {
  return at::cos(angle) * state + at::sin(angle) * quarter_turn(state);
}

}  // namespace

Tensor SaddleField::velocity(const Tensor& input, const Tensor& state) {
  const Tensor x = state.select(1, 0), y = state.select(1, 1);
  return at::stack({20 * x - 6 * x * x * x, -10 * y}, 1) + input;
}

npd::Jacobian SaddleField::jacobian(const Tensor& /*input*/, const Tensor& state) {
  const Tensor x = state.select(1, 0);
  return {at::stack({20 - 18 * x * x, at::full_like(x, -10)}, 1).diag_embed(), identity(state)};
}

std::optional<npd::Box> SaddleStep::domain(const Tensor& input) {
  // 6 x^3 - 20 x is 8 at x = 2, and its slope is at least 52 from there on; the step does not turn
  // the order of points around while dt |slope| <= 1.
  const double x = 2 + std::abs(input[0].item<double>()) / 52;
  const double y = 1 + std::abs(input[1].item<double>()) / 10;
  if (dt() * (18 * x * x - 20) > 1 || dt() * 10 > 1) return std::nullopt;
  const Tensor highest = at::tensor({x, y}, at::TensorOptions(at::kDouble));
  return npd::Box{-highest, highest};
}

LinearField::LinearField(Tensor before, const Tensor& after, double bin_s)
    : before_(std::move(before)), bin_s_(bin_s) {
  if (after.defined()) change_ = after - before_;
}

Tensor LinearField::velocity(const Tensor& input, const Tensor& state) {
  const auto n = state.size(1);
  Tensor v = at::matmul(state, before_.t()) + input.narrow(1, 0, n);
  if (!change_.defined()) return v;
  return v + input.narrow(1, n, 1) * at::matmul(state, change_.t());
}

npd::Jacobian LinearField::jacobian(const Tensor& input, const Tensor& state) {
  const auto n = state.size(1);
  const Tensor matrix = before_.expand({state.size(0), n, n});
  if (!change_.defined()) return {matrix, identity(state)};
  const Tensor by_change = at::matmul(state, change_.t()).unsqueeze(2);
  return {matrix + input.narrow(1, n, 1).unsqueeze(2) * change_,
          at::cat({identity(state), by_change}, 2)};
}

Tensor OrbitField::velocity(const Tensor& input, const Tensor& state) {
  const Tensor r = radius(state);
  return orbit_.pull_per_s * (1 - r) / r * state + orbit_.turn_per_s * r * quarter_turn(state) +
         input;
}

Tensor OrbitStep::step(const Tensor& input, const Tensor& state) {
  const Tensor r = radius(state);
  const double pull = dt_s_ * orbit_.pull_per_s;
  const Tensor stretch = 1 - pull + pull / r;
  return stretch * turned(state, dt_s_ * orbit_.turn_per_s * r) + dt_s_ * input;
}

npd::Jacobian OrbitStep::jacobian(const Tensor& /*input*/, const Tensor& state) {
  // With z' = m R z, m and R functions of r: dz' = m R dz + (dm/dr R z + m dR/dr z) z'dz / r.
  const Tensor r = radius(state);
  const double pull = dt_s_ * orbit_.pull_per_s, turn = dt_s_ * orbit_.turn_per_s;
  const Tensor stretch = 1 - pull + pull / r, angle = turn * r;
  const Tensor image = turned(state, angle);
  const Tensor by_radius = -pull / at::square(r) * image + stretch * turn * quarter_turn(image);
  const Tensor x = at::cat({at::cos(angle), at::sin(angle)}, 1);  // R (1, 0)
  const Tensor rotation = stretch.unsqueeze(2) * at::stack({x, quarter_turn(x)}, 2);
  return {rotation + by_radius.unsqueeze(2) * (state / r).unsqueeze(1), dt_s_ * identity(state)};
}

}  // namespace toy
