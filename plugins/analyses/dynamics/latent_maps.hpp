#pragma once

#include "dynamics/affine_map.hpp"
#include "dynamics/flow.hpp"

#include <npd/analysis.hpp>

#include <optional>

/// \file latent_maps.hpp
/// Between the model's states and true latents.
namespace npd::dynamics {

/// Least-squares maps, fitted to all trials and bins.
struct LatentMaps {
  AffineMap to_truth;         ///< phi, from the model's latents to true latents
  AffineMap to_model;         ///< psi, from true latents to the model's states
  AffineMap states_to_truth;  ///< phi from the model's states
  Points true_latents;        ///< where they are known
  double spread = 1;          ///< of true latents
};

/// Nothing unless there are a model and true latents.
std::optional<LatentMaps> latent_maps(const AnalysisData& data);

/// How the truth moved from each bin to the next, in all trials: by its system where that steps in
/// true latents under Truth::inputs, else as it was seen to.
TrueMoves true_moves(const AnalysisData& data);

}  // namespace npd::dynamics
