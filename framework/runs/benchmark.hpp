#pragma once

#include "runs/benchmark_model.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace npd::run {

struct BenchmarkOptions {
  std::vector<std::string> engines{"fused", "autograd"};
  std::int64_t threads = 0;  ///< 0: one for each core
  std::int64_t panel_trials = 64;
  std::int64_t steps = 10;  ///< of each engine, measured after two that are not
  std::int64_t batch = 256, bins = 100, neurons = 30;
};

/// Milliseconds of a step's phases, means over the steps.
struct BenchmarkPhases {
  double encoder = 0, decoder = 0, readout = 0, optimiser = 0, rest = 0;
};

struct BenchmarkResult {
  std::string model, engine;
  std::int64_t threads = 1;
  double median_ms = 0, least_ms = 0;
  bool has_phases = false;  ///< of the fused engine only; the others cannot tell them apart
  BenchmarkPhases phases;
  double gflop = 0;        ///< of one step
  double gflop_per_s = 0;  ///< at the median
  double peak_share = 0;   ///< of the machine's peak on as many threads
};

/// Trains a model for some steps with each engine in turn, so that all see the same load of the
/// machine: batch, dropout masks, forward, backward, clipping, AdamW and the measures of fit.
std::vector<BenchmarkResult> measure(const BenchmarkModel& model, host::Registry& registry,
                                     const BenchmarkOptions& options);

}  // namespace npd::run
