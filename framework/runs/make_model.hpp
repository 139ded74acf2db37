#pragma once

#include "data/recording.hpp"
#include "model/lfads.hpp"
#include "runs/experiment.hpp"
#include "runs/mistakes.hpp"
#include "sequence/engine.hpp"

#include <memory>
#include <optional>

namespace npd::runs {

/// A model and the engine that computes it.
struct ModelAndEngine {
  std::unique_ptr<model::Lfads> model;
  sequence::Engine engine;
};

/// Trials as the model reads them.
/// \throws ConfigError with the place of what does not fit them
data::Recording make_recording(const ModelDescription& description, const Trials& trials);

/// What plugins give to a model.
struct ModelParts {
  std::shared_ptr<Generator> generator;
  std::shared_ptr<Readout> readout;
};

/// The parts for recordings like this one, or nothing if there are mistakes, all of which are kept.
std::optional<ModelParts> make_parts(const ModelDescription& description,
                                     const data::Recording& recording, Mistakes& mistakes);

/// A model of these parts with its first weights. Needs no trainer.
/// \throws ConfigError with the place of what is wrong, PluginError
ModelAndEngine make_model(const ModelDescription& description, ModelParts parts,
                          const data::Recording& recording);

/// The same with parts of its own.
ModelAndEngine make_model(const ModelDescription& description, const data::Recording& recording);

/// The model's generator and readout as a system of its own; see model::Lfads::system.
std::shared_ptr<System> fitted_system(const ModelDescription& description,
                                      const model::Lfads& model, const data::Recording& recording);

}  // namespace npd::runs
