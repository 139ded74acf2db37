#pragma once

#include "dynamics/points.hpp"
#include "dynamics/spectrum.hpp"

#include <Eigen/Core>

#include <cstddef>
#include <vector>

/// \file comparison.hpp
/// Whether a model has the fixed points of the truth, condition by condition.
namespace npd::dynamics {

/// A fixed point in the space of true latents.
struct PlacedPoint {
  Point place;                ///< (latent)
  ComplexVector multipliers;  ///< of its own system, by falling modulus
};

/// Fixed points of both under one input.
struct Condition {
  std::vector<PlacedPoint> truth, model;
};

struct Match {
  std::size_t condition = 0, truth = 0, model = 0;
  double distance = 0;  ///< in spreads
  double spectrum = 0;  ///< see spectrum_distance
  bool agrees = false;  ///< in the number of unstable directions
};

/// Counts over all conditions, and what follows from them; NaN where nothing does.
struct Agreement {
  Eigen::Index truth = 0, model = 0;
  std::vector<Match> matches;

  double recall() const;
  double precision() const;
  double f1() const;                   ///< 2 matched / (true + model)
  double distance() const;             ///< mean over matches
  double stability_agreement() const;  ///< share of matches
  double spectrum_distance() const;    ///< mean over matches
};

/// The least sum of |lambda_i - lambda'_j| over pairs of the p slowest modes of each, p being the
/// lesser number, relative to the sum of |lambda_i| of the first.
double spectrum_distance(const ComplexVector& truth, const ComplexVector& model, double bin_s);

/// Matches points so that the sum of min(distance, d_match) is least; pairs at d_match or beyond
/// are no matches.
/// \param spread   of true latents: the unit of distances
/// \param d_match  in spreads
Agreement compare(const std::vector<Condition>& conditions, double spread, double d_match,
                  double bin_s);

/// The distance of each point to the nearest state, in the units of both.
Eigen::VectorXd distances_to(const Points& points, const Points& states);

}  // namespace npd::dynamics
