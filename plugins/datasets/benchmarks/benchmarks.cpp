/// \file benchmarks.cpp
/// The components of the library: data sets whose dynamics are known.
#include "chaotic_rnn.hpp"
#include "flip_flop.hpp"
#include "lorenz.hpp"

NPD_PLUGIN(npd::component<benchmarks::Lorenz>("lorenz", "0.1.0",
                                              "Poisson neurons that see the Lorenz attractor"),
           npd::component<benchmarks::ChaoticRnn>(
               "chaotic_rnn", "0.1.0", "A chaotic network of rate units, each a Poisson neuron"),
           npd::component<benchmarks::FlipFlop>("flip_flop", "0.1.0",
                                                "Poisson neurons that see bits that pulses set"))
