#include "dynamics/latent_maps.hpp"

#include <npd/ops.hpp>

#include <c10/core/GradMode.h>

#include <algorithm>
#include <vector>

namespace npd::dynamics {
namespace {

Points flat(const Tensor& rows) { return points_of(rows.flatten(0, 1)); }

std::vector<Eigen::Index> known_rows(const Points& points) {
  std::vector<Eigen::Index> known;
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    if (points.row(i).allFinite()) known.push_back(i);
  }
  return known;
}

/// Whether the true system maps a bin's true latents and the next bin's true inputs to the latents
/// of that bin: the same up to noise, its states being the latents.
bool steps_in_latents(const AnalysisData& data) {
  auto* system = data.truth.recorded.system.get();
  const auto& truth = data.evaluation.truth;
  if (system == nullptr || !truth.inputs.defined()) return false;
  if (system->state_dim() != truth.latents.size(2) || system->input_dim() != truth.inputs.size(2)) {
    return false;
  }
  const Tensor some = at::nan_to_num(truth.latents.select(1, 0), 0.0);
  return at::equal(system->latents(some), some);
}

}  // namespace

std::optional<LatentMaps> latent_maps(const AnalysisData& data) {
  const Tensor& latents = data.evaluation.truth.latents;
  if (data.model.system == nullptr || !latents.defined() || latents.size(2) == 0) {
    return std::nullopt;
  }
  const c10::AutoGradMode no_gradient(false);
  const Points truth = flat(latents), states = flat(data.model.states);
  const Points seen = points_of(data.model.system->latents(data.model.states.flatten(0, 1)));
  LatentMaps maps{fit_affine_map(seen, truth), fit_affine_map(truth, states),
                  fit_affine_map(states, truth), rows_of(truth, known_rows(truth)), 1};
  maps.spread = spread_of(maps.true_latents);
  return maps;
}

TrueMoves true_moves(const AnalysisData& data) {
  const c10::AutoGradMode no_gradient(false);
  const auto& truth = data.evaluation.truth;
  const auto last = truth.latents.size(1) - 1;
  const Tensor from = truth.latents.narrow(1, 0, last).flatten(0, 1);
  Tensor to = truth.latents.narrow(1, 1, last).flatten(0, 1);
  if (steps_in_latents(data)) {
    to = data.truth.recorded.system->step(truth.inputs.narrow(1, 1, last).flatten(0, 1), from);
  }
  TrueMoves moves{points_of(from), points_of(to), flat(data.model.inputs.narrow(1, 1, last))};
  Points all(moves.from.rows(), moves.from.cols() + moves.to.cols());
  all << moves.from, moves.to;
  const auto known = known_rows(all);
  return {rows_of(moves.from, known), rows_of(moves.to, known), rows_of(moves.model_inputs, known)};
}

}  // namespace npd::dynamics
