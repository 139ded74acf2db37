#pragma once

#include "evaluation/scores.hpp"
#include "model/lfads.hpp"
#include "runs/experiment.hpp"
#include "sequence/engine.hpp"
#include "training/trainer.hpp"
#include "training/training_data.hpp"

#include <npd/dataset.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace npd::runs {

/// A model and the engine that computes it.
struct ModelAndEngine {
  std::unique_ptr<model::Lfads> model;
  sequence::Engine engine;
};

/// All that a run needs before it writes anything; whatever the user got wrong shows here.
struct Preparation {
  /// \throws ConfigError, DataError or PluginError with the place of what is wrong
  explicit Preparation(const Experiment& experiment);

  /// Frees what scores do not need.
  void forget_data();

  Trials trials;
  std::optional<training::TrainingData> data;
  ModelAndEngine model;
  std::optional<training::Trainer> trainer;
  std::vector<evaluation::NamedMetric> metrics;
};

}  // namespace npd::runs
