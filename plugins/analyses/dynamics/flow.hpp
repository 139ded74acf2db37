#pragma once

#include "dynamics/affine_map.hpp"
#include "dynamics/points.hpp"

#include <npd/system.hpp>

/// \file flow.hpp
/// Whether a model moves as the truth does. Unlike R2 of latents this is not helped by slow paths,
/// each of whose states predicts the next.
namespace npd::dynamics {

/// Where a true system was, what it received, and how it moved; (point, *).
struct TrueMoves {
  Points from, to;      ///< true latents at the ends of a bin and of the next
  Points model_inputs;  ///< what the model was given in the next bin
};

/// 1 - sum |d' - d|^2 / sum |d|^2 and the mean of cos(d', d), d being the true displacement.
struct FlowAgreement {
  double r2 = 0, cosine = 0;
};

/// The model at a true latent s stands at psi(s), steps, and is seen through phi: d' =
/// phi(F(psi(s), u)) - phi(psi(s)).
/// \param to_model  psi, from true latents to the model's states
/// \param to_truth  phi, from the model's states to true latents
FlowAgreement compare_flow(System& model, const TrueMoves& moves, const AffineMap& to_model,
                           const AffineMap& to_truth);

/// Sums of squares and the mean cosine of two lists of displacements, (point, dim).
FlowAgreement agreement_of(const Points& estimate, const Points& truth);

}  // namespace npd::dynamics
