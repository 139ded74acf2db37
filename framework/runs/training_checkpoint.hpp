#pragma once

#include "training/trainer.hpp"

#include <npd/module.hpp>

#include <filesystem>
#include <string>

namespace npd::runs {

/// Where a run is in its training; a run that is resumed goes on from here to the same bits.
struct TrainingCheckpoint {
  training::TrainerState state;
  std::string metrics;        ///< metrics.csv of the epochs that are done
  std::string config_sha256;  ///< of the run's config.toml
  std::string best_seal;      ///< what base::check_seal says of best.h5
  double training_s = 0;      ///< spent on the epochs that are done
};

/// Replaces the file, all or nothing.
/// \param module  whose weights the state holds
/// \throws OutputError if the file cannot be written
void save_checkpoint(const std::filesystem::path& file, const Module& module,
                     const TrainingCheckpoint& checkpoint);

/// \param module  of the same architecture as that which was saved
/// \throws DataError if the file is damaged or belongs to another model
TrainingCheckpoint load_checkpoint(const std::filesystem::path& file, const Module& module);

}  // namespace npd::runs
