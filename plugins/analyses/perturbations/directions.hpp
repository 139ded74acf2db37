#pragma once

#include "dynamics/points.hpp"

#include <npd/random.hpp>

#include <string>
#include <vector>

/// \file directions.hpp
/// Where states are pushed.
namespace npd::dynamics {

/// A unit vector in the space of true latents.
struct UnitDirection {
  std::string name;
  Point unit;  ///< (latent)
};

/// The directions that these words stand for, each once; see the plugin's parameter. `choice` and
/// `common` are those of two latents, and left out where there are more or fewer.
std::vector<UnitDirection> directions_of(const std::vector<std::string>& words,
                                         Eigen::Index latents, RandomStream& random);

/// Where the states vary most among the directions that do not change what a linear map sees; empty
/// if it sees all.
/// \param states  (point, state) \param weights  (state, seen)
Point unseen_direction(const Points& states, const Eigen::MatrixXd& weights);

}  // namespace npd::dynamics
