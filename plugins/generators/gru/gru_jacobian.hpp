#pragma once

#include <npd/dynamics.hpp>
#include <npd/gru_cell.hpp>
#include <npd/ops.hpp>

#include <ATen/ops/diag_embed.h>
#include <c10/core/GradMode.h>

/// \file gru_jacobian.hpp
/// The derivatives of a GRU's step, written out: autograd needs as many passes as there are states.
namespace npd {

/// With z, r, n and h as in npd/gru_cell.hpp and D(.) a diagonal matrix,
///
///     dh'/dh = D(z) + D((h - n) z(1-z)) Uz + D((1-z)(1-n^2)) Un (D(r) + D(h r(1-r)) Ur)
///     dh'/dx = D((h - n) z(1-z)) Wz + D((1-z)(1-n^2)) (Wn + Un D(h r(1-r)) Wr)
///
/// and rows of clipped units are 0.
/// \param input  (point, input) \param state  (point, state)
inline Jacobian gru_jacobian(const GruCell& cell, const Tensor& input, const Tensor& state) {
  const c10::AutoGradMode no_gradient(false);
  const auto column = [](const Tensor& x) { return x.unsqueeze(2); };  // a diagonal from the left
  const auto projected = at::chunk(cell.project(input), 3, 1);
  const auto u = at::chunk(cell.recurrent_weight(), 3, 0), w = at::chunk(cell.input_weight(), 3, 0);
  const Tensor z = at::sigmoid(projected[0] + at::matmul(state, u[0].t()));
  const Tensor r = at::sigmoid(projected[1] + at::matmul(state, u[1].t()));
  const Tensor candidate = at::tanh(projected[2] + at::matmul(r * state, u[2].t()));
  const Tensor by_update = column((state - candidate) * z * (1 - z));
  const Tensor by_candidate = column((1 - z) * (1 - candidate * candidate));
  const Tensor by_reset = column(state * r * (1 - r));
  const Tensor inside = by_reset * u[1] + at::diag_embed(r);
  Jacobian j{at::diag_embed(z) + by_update * u[0] + by_candidate * at::matmul(u[2], inside),
             by_update * w[0] + by_candidate * (w[2] + at::matmul(u[2], by_reset * w[1]))};
  const Tensor moves = column(at::abs(at::lerp(candidate, state, z)) <= cell.clip());
  return {j.state * moves, j.input * moves};
}

}  // namespace npd
