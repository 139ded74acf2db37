#pragma once

#include "dynamics/comparison.hpp"
#include "dynamics/latent_maps.hpp"
#include "dynamics/sides.hpp"

#include <npd/analysis.hpp>

#include <optional>
#include <vector>

/// \file findings.hpp
/// What was found, as tables, arrays and figures.
namespace npd::dynamics {

/// All that the analysis has to show.
struct Findings {
  std::vector<Searched> searched;
  std::optional<LatentMaps> maps;  ///< nothing: truth and model are not compared
  double bin_s = 0.01;
  double near = 0.5;                 ///< how far from the states a point may be, in spreads
  Points model_states, true_states;  ///< of the two sides
  double model_spread = 1, true_spread = 1;
};

/// The fixed points of one search in the space of true latents; those that are too far from all
/// true latents are left out.
std::vector<PlacedPoint> placed_points(const Searched& searched, System& system,
                                       const Findings& findings);

/// Adds the tables `points`, `inputs` and `modes`, arrays and figures.
void show(const Findings& findings, AnalysisResult& result);

}  // namespace npd::dynamics
