#pragma once

#include "dynamics/frozen_map.hpp"
#include "dynamics/root_search.hpp"
#include "dynamics/spectrum.hpp"

#include <Eigen/Core>

#include <functional>
#include <optional>
#include <vector>

/// \file fixed_points.hpp
/// All fixed points of a system under one constant input, with proof where there is one that some
/// are missing.
namespace npd::dynamics {

/// A state that stays where it is, and the linear map around it.
struct FixedPoint {
  Point state;
  double q = 0;               ///< |F(g) - g|^2 / 2
  double error = 0;           ///< |M^-1 r|: how far the exact one is, to first order
  Eigen::Index hits = 0;      ///< ends of searches that lie here
  Eigen::MatrixXd jacobian;   ///< dF/dg (state, state)
  Eigen::MatrixXd by_input;   ///< dF/du (state, input)
  ComplexVector multipliers;  ///< eigenvalues of the Jacobian, see sorted_eigenvalues
  int index = 0;              ///< sign det(I - J)

  Eigen::Index unstable() const { return unstable_directions(multipliers); }
  /// How the point moves with its input, (I - J)^-1 dF/du (state, input).
  Eigen::MatrixXd response() const;
};

struct SearchOptions {
  double spread = 1;         ///< of the system's states: the unit of all lengths
  double same_point = 1e-4;  ///< points nearer than that, in spreads, are one
};

/// What a search has found.
struct FoundPoints {
  std::vector<FixedPoint> points;  ///< by their coordinates, rounded to 1e-6
  Points others;                   ///< where the rest of the searches ended

  int index_sum() const;
  Eigen::Index stable() const;
};

/// Both solvers from every start. A point counts as fixed if q <= 1e-22 max(1, spread^2) and the
/// error is at most 1e-6 spreads; what ends elsewhere never does.
FoundPoints find_fixed_points(const FrozenMap& map, const Points& starts,
                              const SearchOptions& options, const BetweenIterations& between = {});

/// Draws starts: (count, state).
using DrawStarts = std::function<Points(Eigen::Index count)>;

/// A search that goes on while the indices show that points are missing.
struct CompleteSearch {
  FoundPoints found;
  /// Whether the indices have to add up to 1: the system maps a box into itself.
  bool is_bounded = false;
  Eigen::Index starts = 0;  ///< that were used

  /// Points are missing for certain. The reverse does not hold: pairs may be.
  bool is_incomplete() const { return is_bounded && found.index_sum() != 1; }
};

/// \param count  of starts at first; four times as many, at most three times, while points are
///               missing for certain
CompleteSearch find_all_fixed_points(const FrozenMap& map, const DrawStarts& draw,
                                     Eigen::Index count, const SearchOptions& options,
                                     const BetweenIterations& between = {});

/// A start is a state that was drawn from `states`, and three of four also get noise.
/// \param noise  its standard deviation in spreads of the states
DrawStarts starts_near(const Points& states, double noise, RandomStream& random);

}  // namespace npd::dynamics
