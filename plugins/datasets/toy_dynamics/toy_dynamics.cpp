/// \file toy_dynamics.cpp
/// The component of the library.
#include "dataset.hpp"

NPD_DATASET(toy::ToyDynamics, "toy_dynamics", "0.1.0",
            "Poisson neurons that see small models of decisions, movements and linear dynamics")
