#pragma once

#include "circuit.hpp"
#include "simulation.hpp"

#include <cstddef>
#include <vector>

/// \file shuffle.hpp
/// A control for what an area inherits from the other [Galgali2023]: it receives the other's mean
/// course, but not that trial's own fluctuations.
namespace murray {

/// Runs one area of finished trials again. In every bin it receives, instead of what the other area
/// sends in its own trial, what it sends in another one of the same choice, drawn anew for each
/// bin; the other area does what it did. Noise, stimuli and starts stay the trial's own. \param
/// area     its first population; the states and rates of both are replaced \param decider
/// population a of the area whose choice, before, groups the trials \return for each row of the
/// simulation the trial whose input the area got \throws NumericalError naming trial and bin if the
/// integration diverges
std::vector<std::size_t> shuffle_input(const SimulationConfig& config, const Circuit& circuit,
                                       std::size_t area, std::size_t decider,
                                       Simulation& simulation);

}  // namespace murray
