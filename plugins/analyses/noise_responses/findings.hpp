#pragma once

#include "dynamics/points.hpp"

#include <npd/analysis.hpp>

#include <string>
#include <vector>

/// \file findings.hpp
/// What noise has shown, as tables and figures.
namespace npd::dynamics {

/// Where the simulations of one strength ended.
struct Outcome {
  double strength = 0;          ///< of the noise, in mean sizes of the inputs
  Eigen::VectorXd shares;       ///< of each basin, of none behind the last
  Eigen::Index components = 0;  ///< of the best mixture of Gaussians; 0: not asked for
};

/// One system under noise of all strengths.
struct NoiseResponse {
  std::string system;  ///< "truth" or "model"
  Points points;       ///< (stable fixed point, state), without input
  Points places;       ///< (stable fixed point, true latent); no columns: there is no map
  std::vector<Outcome> outcomes;
};

/// Adds the tables `shares` and `counts`, and a figure.
void show(const std::vector<NoiseResponse>& responses, AnalysisResult& result);

/// Pairs the stable fixed points of both, as they lie in true latents: for each of the truth the
/// model's, -1 if none is nearer than `match`.
std::vector<Eigen::Index> paired_points(const Points& truth, const Points& model, double match);

/// Half the sum of |difference| of the shares, basins without a partner being empty in the other
/// system: 0 of equal shares, 1 of shares of nothing in common; mean over strengths.
double distance_of_shares(const NoiseResponse& truth, const NoiseResponse& model,
                          const std::vector<Eigen::Index>& pairs);

}  // namespace npd::dynamics
