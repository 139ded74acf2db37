#pragma once

#include "sequence/operations.hpp"

#include <cstdint>
#include <memory>
#include <string>

namespace npd::sequence {

/// An implementation of the inner loops, and how it came to be chosen.
struct Engine {
  std::shared_ptr<Operations> operations;
  std::string name;  ///< "fused", "autograd, as asked for", ...: for the log
  std::int64_t threads = 1;
};

struct EngineChoice {
  std::string engine = "auto";  ///< "fused", "autograd", or "auto": fused where there are kernels
  std::int64_t panel_trials = 64;
  std::int64_t threads = 0;  ///< 0: one for each core
};

/// The engine for a model with this generator and readout.
/// \throws ConfigError for the key "engine" if "fused" is asked for and a kernel is missing
Engine choose_engine(const EngineChoice& choice, Generator& generator, Readout& readout);

}  // namespace npd::sequence
