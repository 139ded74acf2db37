#pragma once

#include "dynamics/points.hpp"

#include <npd/random.hpp>
#include <npd/system.hpp>

#include <cstdint>
#include <functional>
#include <vector>

/// \file basins.hpp
/// Where a system comes to rest after noise.
namespace npd::dynamics {

/// Noise that is on for a while, then off.
struct NoiseCourse {
  std::int64_t noise_bins = 100, quiet_bins = 100;
  Point deviation;  ///< (input), of the normal input of each bin
};

/// The states behind the course, one simulation for each start; float64.
/// \param starts  (simulation, state) \return (simulation, state)
Points after_noise(System& system, const Points& starts, const NoiseCourse& course,
                   RandomStream& random, const std::function<void()>& between_bins = {});

/// Which fixed point each state comes near when it is left alone, an index into `points`; -1: none
/// within `most_bins`.
/// \param points  (fixed point, state), stable ones \param near  how near counts, a length
std::vector<Eigen::Index> basins_of(System& system, Points states, const Points& points,
                                    double near, std::int64_t most_bins);

/// The share of each basin, that of no basin behind the last.
Eigen::VectorXd shares_of(const std::vector<Eigen::Index>& basins, Eigen::Index points);

}  // namespace npd::dynamics
