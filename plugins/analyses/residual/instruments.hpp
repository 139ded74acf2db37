#pragma once

#include "residual/bins.hpp"
#include "residual/two_stage.hpp"

#include <vector>

/// \file instruments.hpp
/// Whether the past predicts a bin well enough for its map to be believed.
namespace npd::residual {

/// Below that, the estimate leans towards that of one stage [Staiger1997].
inline constexpr double weak_strength = 10;

/// Of each map of one segment.
struct Instruments {
  std::vector<double> r2;         ///< share of the bin's squares that the first stage predicts
  std::vector<double> strength;   ///< F of the direction that is predicted worst [Cragg1993]
  std::vector<double> condition;  ///< of G = predicted' predicted; infinite if it is singular
};

Instruments instruments_of(const Bins& z, const SegmentDynamics& fit);

}  // namespace npd::residual
