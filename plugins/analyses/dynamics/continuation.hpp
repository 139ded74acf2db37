#pragma once

#include "dynamics/fixed_points.hpp"
#include "dynamics/frozen_map.hpp"

#include <npd/system.hpp>

#include <functional>
#include <vector>

/// \file continuation.hpp
/// How fixed points move, appear and vanish while the input changes along a line: branches are
/// followed by their arc length [Keller1977], so that they go around folds.
namespace npd::dynamics {

/// u(s) = from + s (to - from), 0 <= s <= 1.
struct InputLine {
  Point from, to;

  Point at(double s) const { return from + s * (to - from); }
};

/// Where something happens to a fixed point.
enum class Bifurcation {
  fold,          ///< two points meet and vanish
  branch_point,  ///< other branches cross: a pitchfork, or a transcritical point
  hopf,          ///< a pair of complex eigenvalues crosses the unit circle
};

struct Event {
  Bifurcation kind = Bifurcation::fold;
  double s = 0;
  Point state;
};

/// One point of a branch.
struct BranchPoint {
  double s = 0;
  Point state;
  Eigen::Index unstable = 0;
};

/// From one end of the line, or one lost point, to the next, or around to where it began.
struct Branch {
  std::vector<BranchPoint> points;
  std::vector<Event> events;
};

struct ContinuationOptions {
  double spread = 1;           ///< of the states: the unit of lengths
  double longest_step = 0.01;  ///< of s and of states in spreads together
  int most_steps = 5000;       ///< of a branch, in each direction
};

/// The fixed points that are known under the input at s.
struct KnownPoints {
  double s = 0;
  std::vector<Point> states;
};

/// Follows every known point in both directions, but those that a branch before has passed.
/// \param between  called between steps; what it throws ends it
std::vector<Branch> follow_branches(System& system, const InputLine& line,
                                    const std::vector<KnownPoints>& known,
                                    const ContinuationOptions& options,
                                    const BetweenIterations& between = {});

/// The events of all branches by rising s; the same one, found on two branches, once.
std::vector<Event> events_of(const std::vector<Branch>& branches, double spread);

}  // namespace npd::dynamics
