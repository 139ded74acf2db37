#pragma once

#include "bench/subject.hpp"
#include "model/lfads.hpp"

namespace npd::bench {

/// Floating-point operations of the inner loops.
struct PhaseFlops {
  double encoder = 0, decoder = 0, readout = 0;

  double all() const { return encoder + decoder + readout; }
};
inline PhaseFlops operator*(double a, const PhaseFlops& x) {
  return {a * x.encoder, a * x.decoder, a * x.readout};
}

/// Those of the products with weights in one training step, for each trial and bin: two for a
/// weight in the forward pass, two in each of the backward passes through inputs and to weights, as
/// far as these are needed. Those with inputs that are 0 count, whether they are done or left out.
/// Of a plugin nobody knows how often it uses a matrix of weights: as often as the table says.
PhaseFlops flops_per_bin(const Table& table, const model::Lfads& model);

}  // namespace npd::bench
