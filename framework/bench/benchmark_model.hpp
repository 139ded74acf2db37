#pragma once

#include "host/registry.hpp"
#include "model/lfads.hpp"
#include "sequence/engine.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace npd::bench {

/// A model whose training step is measured: its parts and sizes are those of the published fits.
struct BenchmarkModel {
  std::string name;
  std::string generator, readout;  ///< of which plugins
  std::int64_t state_dim = 20;
  std::int64_t co_dim = 4;
  std::int64_t external_dim = 0;
  std::int64_t readout_passes = 1;  ///< how often the readout's weights are used for a bin
};

/// base, low_rank, mlp_rnn_flow, frozen, base_ext.
const std::vector<BenchmarkModel>& benchmark_models();

/// \throws PluginError if a plugin is missing
/// \throws ConfigError if the engine needs a kernel that is not there
struct BenchmarkSubject {
  std::unique_ptr<model::Lfads> model;
  sequence::Engine engine;
};
BenchmarkSubject make_subject(const BenchmarkModel& benchmark, host::Registry& registry,
                              std::int64_t neurons, const sequence::EngineChoice& choice);

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
PhaseFlops flops_per_bin(const BenchmarkModel& benchmark, const model::Lfads& model);

}  // namespace npd::bench
