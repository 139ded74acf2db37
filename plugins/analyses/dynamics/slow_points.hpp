#pragma once

#include "dynamics/frozen_map.hpp"
#include "dynamics/root_search.hpp"

#include <Eigen/Core>

/// \file slow_points.hpp
/// Where a system is nearly at rest: states that take long to move as far as its states spread.
/// Full minimisation slides along a slow manifold into its few true fixed points; here only the
/// fast directions are solved.
namespace npd::dynamics {

struct SlowOptions {
  double spread = 1;  ///< of the system's states: the unit of all lengths
  double bin_s = 0.01;
  double slow_s = 1;         ///< a point is slow if it takes that long to cross one spread
  double fast_s = 0.3;       ///< directions with a shorter time constant are solved
  double same_point = 1e-2;  ///< points nearer than that, in spreads, are one
};

/// T = spread bin / |F(g) - g|, in seconds, of each point.
Eigen::VectorXd crossing_times(const FrozenMap& map, const Points& points,
                               const SlowOptions& options);

/// Slow points from each start by Newton steps with the singular values of I - J up to
/// 1 - exp(-bin / fast_s) left out, 12 of them; the slowest of each neighbourhood.
Points slow_points(const FrozenMap& map, Points starts, const SlowOptions& options,
                   const BetweenIterations& between = {});

/// Whether slow points lie on a line along which the system hardly moves and to which it returns.
struct LineTest {
  bool is_tested = false;  ///< there are at least 8 points and 2 dimensions
  bool is_line = false;    ///< length >= 0.5, alignment >= 0.9, slow >= slow_s and 10 fast
  double length = 0;       ///< along the points in the order of their first component, in spreads
  double alignment = 0;    ///< median |cos| of the slowest mode and the line
  double slow_s = 0;       ///< median |tau| of the slowest mode
  double fast_s = 0;       ///< of the next
};
LineTest test_for_line(const FrozenMap& map, const Points& points, const SlowOptions& options);

}  // namespace npd::dynamics
