#pragma once

#include "dynamics/frozen_map.hpp"

#include <functional>

/// \file root_search.hpp
/// Zeros of r(g) = F(g, u) - g from many starts at once, in float64. The two solvers end at
/// different zeros: whoever wants all of them uses both from every start.
namespace npd::dynamics {

/// Called between iterations; what it throws ends the search. May be empty.
using BetweenIterations = std::function<void()>;

/// Minimises q = |r|^2 / 2 from each start by the method of Levenberg and Marquardt [Nielsen1999],
/// with M = dr/dg, s = -(M'M + mu I)^-1 M'r, at most 200 times; then a few full Newton steps while
/// |r|_1 falls. Where it ends at no zero it ends at a minimum of q.
/// \return where each start has led to
Points levenberg_marquardt(const FrozenMap& map, Points starts,
                           const BetweenIterations& between = {});

/// Newton's method, each step halved until q falls by what its slope promises (Armijo's rule with
/// 1e-4), at most 200 times.
Points damped_newton(const FrozenMap& map, Points starts, const BetweenIterations& between = {});

}  // namespace npd::dynamics
