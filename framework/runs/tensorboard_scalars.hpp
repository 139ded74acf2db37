#pragma once

#include "model/config.hpp"
#include "runs/event_file.hpp"
#include "training/config.hpp"
#include "training/trainer.hpp"

namespace npd::runs {

/// What TensorBoard shows of an epoch, under lfads-torch's names: the row of metrics.csv, the
/// ramps, the hyperparameters. What this model does not have, as penalties on the encoders, is 0.
Scalars tensorboard_scalars(const training::EpochRecord& epoch, const model::Config& model,
                            const training::Config& training);

}  // namespace npd::runs
