#pragma once

#include "analysis/analyse.hpp"
#include "data/recording.hpp"
#include "evaluation/scores.hpp"
#include "runs/experiment.hpp"
#include "runs/make_model.hpp"
#include "runs/mistakes.hpp"
#include "training/trainer.hpp"

#include <npd/dataset.hpp>

#include <memory>
#include <optional>
#include <vector>

namespace npd::runs {

/// All that a run needs before it writes anything; whatever the user got wrong shows here.
struct Preparation {
  /// \throws ConfigError, DataError or PluginError with all that is wrong, see Mistakes. Of data
  ///         that cannot be made the sizes are unknown: then nothing is said of model and training.
  explicit Preparation(const Experiment& experiment);

  /// Frees what scores and analyses do not need.
  void forget_data();

  Trials trials;
  std::optional<data::Recording> data;
  ModelAndEngine model;
  std::optional<training::Trainer> trainer;
  std::vector<evaluation::NamedMetric> metrics;
  std::vector<analysis::NamedAnalysis> analyses;
  TrueSystem truth;  ///< behind the trials, if there are analyses that may ask

 private:
  /// All that needs the trials.
  void prepare_model(const Experiment& experiment, Mistakes& mistakes);
};

}  // namespace npd::runs
