#pragma once

#include "bench/subject.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace npd::bench {

struct BenchmarkOptions {
  std::string engine;        ///< the only one; empty: the subject's own and autograd, in turn
  std::int64_t steps = 10;   ///< of each engine, measured after two that are not
  std::int64_t samples = 0;  ///< posterior samples of all trials to measure, too
};

/// How fast something goes, and which share that is of the machine's peak on as many threads.
struct BenchmarkRate {
  double gflop_per_s = 0, peak_share = 0;
};

/// One of the inner loops, forward and backward.
struct BenchmarkPhase {
  double ms = 0;  ///< a step, mean over the steps
  BenchmarkRate rate;
};

struct BenchmarkPhases {
  BenchmarkPhase encoder, decoder, readout;
  double optimiser_ms = 0, rest_ms = 0;
};

struct BenchmarkResult {
  std::string model, engine;
  std::string left_out;  ///< what the engine leaves to autograd, and why; or nothing
  std::int64_t trials = 0, bins = 0, neurons = 0;
  std::int64_t threads = 1;
  double median_ms = 0, least_ms = 0;
  double cpu_ms = 0;  ///< the processor's time of a step on all threads together, median
  std::optional<BenchmarkPhases> phases;  ///< the fused engine's; the other cannot tell them apart
  double gflop = 0;                       ///< of one step
  BenchmarkRate rate;                     ///< at the median
  std::int64_t samples = 0, sampled_trials = 0;
  double sampling_ms = 0, sampling_cpu_ms = 0;  ///< of all the samples
};

/// Trains a model for some steps with each engine in turn, so that all see the same load of the
/// machine: batch, dropout masks, forward, backward, clipping, AdamW and the measures of fit; then
/// samples its posterior.
/// \throws ConfigError if an engine is asked for that cannot do the model
std::vector<BenchmarkResult> measure(const Subject& subject, const BenchmarkOptions& options);

}  // namespace npd::bench
