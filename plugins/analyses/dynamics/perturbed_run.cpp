#include "dynamics/perturbed_run.hpp"

#include "dynamics/points.hpp"

#include <npd/ops.hpp>

#include <Eigen/QR>

#include <c10/core/GradMode.h>

#include <cmath>
#include <vector>

namespace npd::dynamics {
namespace {

/// d latents / d state of each trial, by central differences: systems need not let autograd through
/// their latents. \return (trial, latent, state)
Tensor latent_derivatives(System& system, const Tensor& states) {
  // A power of two, so that adding and taking away rounds as little as it can.
  const double step = std::ldexp(1.0, -10 + std::ilogb(states.abs().max().item<double>() + 1e-3));
  std::vector<Tensor> columns;
  for (std::int64_t i = 0; i < states.size(1); ++i) {
    Tensor above = states.clone(), below = states.clone();
    above.select(1, i).add_(step);
    below.select(1, i).sub_(step);
    columns.push_back((system.latents(above) - system.latents(below)) / (2 * step));
  }
  return at::stack(columns, 2);
}

}  // namespace

Fork fork_at(const DrivenSystem& driven, std::int64_t bin) {
  const c10::AutoGradMode no_gradient(false);
  Tensor states = driven.starts;
  for (std::int64_t t = 0; t <= bin; ++t) {
    states = driven.system->step(driven.drive.select(1, t), states);
  }
  return {driven.system, states, driven.drive.slice(1, bin + 1)};
}

Fork fork_at(const FittedModel& model, std::int64_t bin) {
  return {model.system, model.states.select(1, bin), model.inputs.slice(1, bin + 1)};
}

Course run_on(const Fork& fork, const Tensor& states) {
  const c10::AutoGradMode no_gradient(false);
  auto& system = *fork.system;
  Tensor state = states;
  std::vector<Tensor> latents{system.latents(state)}, outputs{system.outputs(state)};
  for (std::int64_t t = 0; t < fork.drive.size(1); ++t) {
    state = system.step(fork.drive.select(1, t), state);
    latents.push_back(system.latents(state));
    outputs.push_back(system.outputs(state));
  }
  return {at::stack(latents, 1), at::stack(outputs, 1)};
}

Course difference(const Course& a, const Course& b) {
  return {a.latents - b.latents, a.outputs - b.outputs};
}

Tensor shifted_in_latents(System& system, const Tensor& states, const Tensor& shift) {
  const c10::AutoGradMode no_gradient(false);
  const Tensor derivatives = latent_derivatives(system, states);
  const Points shifts = points_of(shift.expand({states.size(0), derivatives.size(1)}));
  Points moves(states.size(0), states.size(1));
  for (std::int64_t trial = 0; trial < states.size(0); ++trial) {
    const Eigen::MatrixXd derivative = points_of(derivatives.select(0, trial));
    moves.row(trial) =
        derivative.completeOrthogonalDecomposition().solve(shifts.row(trial).transpose());
  }
  return states + tensor_of(moves);
}

}  // namespace npd::dynamics
