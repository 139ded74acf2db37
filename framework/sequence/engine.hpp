#pragma once

#include "sequence/operations.hpp"

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

/// \file engine.hpp
/// The implementations of the inner loops, as a table from which one is chosen. A further one is a
/// row of the table in engine.cpp and its own files.
namespace npd::sequence {

/// How an engine is to work.
struct EngineSettings {
  std::int64_t panel_trials = 64;
  std::int64_t threads = 0;  ///< 0: one for each core
};

/// One implementation of the inner loops.
struct Backend {
  const char* name;  ///< as `training.engine` calls it
  const char* doc;   ///< one line
  /// What of a model it leaves to LibTorch's autograd: "the generator, which offers no kernel"; or
  /// nothing.
  std::string (*leaves_out)(Generator&, Readout&);
  /// \param complete  it leaves nothing out
  std::shared_ptr<Operations> (*make)(const EngineSettings&, bool complete);
};

/// The fastest first.
std::span<const Backend> backends();

/// What `training.engine` may be: "auto" and the names of the backends.
std::vector<std::string> engine_names();

struct EngineChoice {
  std::string engine = "auto";  ///< one of engine_names(); "auto": the first backend
  EngineSettings settings;
};

/// A chosen implementation, and how it came to be chosen.
struct Engine {
  std::shared_ptr<Operations> operations;
  std::string name;        ///< "fused", "autograd, as asked for", ...: for the log
  std::string backend{};   ///< its name in the table
  std::string left_out{};  ///< what it leaves to autograd, and why; or nothing
};

/// The engine for a model with this generator and readout.
/// \throws ConfigError for the key "engine" if there is none of that name, or one is asked for that
///         would leave something out
Engine choose_engine(const EngineChoice& choice, Generator& generator, Readout& readout);

}  // namespace npd::sequence
