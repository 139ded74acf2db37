#pragma once

#include "runs/experiment.hpp"

#include "training/trainer.hpp"

#include <npd/dataset.hpp>

#include <string>
#include <vector>

namespace npd::runs {

/// "20 trials (16 train, 4 valid) of 12 bins of 10 ms, 5 neurons", and what of it the model sees if
/// that is less.
std::string data_text(const Trials& trials);

/// "40 of 1200 counts are missing"
std::string missing_text(const Trials& trials);

/// "2 of 10 neurons have no spike"; nothing of real numbers, nor where all have some.
std::vector<std::string> silence_lines(const Trials& trials);

/// "LFADS, generator gru (3 units), readout linear, controller with 2 outputs, ar prior"
std::string model_text(const Experiment& experiment);

/// Why a training ended, and whether longer would have helped: "early stopping: ...", "all 25
/// epochs done (training.max_epochs) and still improving; ...".
std::string ending_text(training::Ending ending, const training::Config& config,
                        std::int64_t epochs, std::int64_t best_epoch);

}  // namespace npd::runs
