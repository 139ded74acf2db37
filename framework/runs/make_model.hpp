#pragma once

#include "data/recording.hpp"
#include "model/lfads.hpp"
#include "runs/experiment.hpp"
#include "sequence/engine.hpp"

#include <memory>

namespace npd::runs {

/// A model and the engine that computes it.
struct ModelAndEngine {
  std::unique_ptr<model::Lfads> model;
  sequence::Engine engine;
};

/// The model of an experiment with its first weights, for recordings like this one. Needs no
/// trainer.
/// \throws ConfigError with the place of what is wrong, PluginError
ModelAndEngine make_model(const Experiment& experiment, const data::Recording& recording);

}  // namespace npd::runs
