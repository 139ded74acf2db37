#include <npd/dynamics.hpp>
#include <npd/ops.hpp>

#include <c10/core/GradMode.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <vector>

namespace npd {

Jacobian autograd_jacobian(const StateMap& map, const Tensor& input, const Tensor& state) {
  const c10::AutoGradMode gradients_are_needed(true);
  const Tensor u = input.detach().clone().requires_grad_(true);
  const Tensor s = state.detach().clone().requires_grad_(true);
  const Tensor result = map(u, s);
  const auto points = state.size(0), n = state.size(1);
  Jacobian jacobian{at::zeros({points, n, n}, state.options()),
                    at::zeros({points, n, input.size(1)}, state.options())};
  if (!result.requires_grad()) return jacobian;
  for (std::int64_t i = 0; i < n; ++i) {
    // Points are independent: of a sum over them, each has its own gradient.
    const auto rows = torch::autograd::grad({result.select(1, i).sum()}, {s, u}, {},
                                            /*retain_graph=*/i + 1 < n, /*create_graph=*/false,
                                            /*allow_unused=*/true);
    if (rows[0].defined()) jacobian.state.select(1, i).copy_(rows[0]);
    if (rows[1].defined()) jacobian.input.select(1, i).copy_(rows[1]);
  }
  return jacobian;
}

Jacobian Dynamics::jacobian(const Tensor& input, const Tensor& state) {
  return autograd_jacobian([this](const Tensor& u, const Tensor& s) { return step(u, s); }, input,
                           state);
}

std::optional<Box> Dynamics::domain(const Tensor& /*input*/) { return std::nullopt; }

Tensor Dynamics::starts(const Tensor& input, std::int64_t count, RandomStream& random) {
  const auto box = domain(input);
  if (!box) return {};
  Tensor points = at::empty({count, box->lowest.size(0)}, at::TensorOptions(at::kDouble));
  std::generate_n(points.data_ptr<double>(), points.numel(), [&] { return random.uniform(); });
  return box->lowest + points * (box->highest - box->lowest);
}

}  // namespace npd
