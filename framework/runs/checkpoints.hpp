#pragma once

#include "results/run_folder.hpp"
#include "runs/training_checkpoint.hpp"

#include <npd/module.hpp>

#include <functional>
#include <optional>
#include <string>

namespace npd::runs {

/// The newest whole place that a training has reached.
struct Newest {
  TrainingCheckpoint checkpoint;
  std::string damage;  ///< what is wrong with the newer one that it stands in for; mostly nothing
};

/// Reads it; changes nothing.
/// \param module  of the same architecture
/// \throws DataError if there is none
Newest load_newest(const results::RunFolder& folder, const Module& module);

/// The checkpoints of a run on disk: where the training is, where it was an epoch before (kept in
/// case the newer file is damaged), and the weights of the best epoch.
class Checkpoints {
 public:
  /// \param module  the model; it must live as long
  Checkpoints(results::RunFolder folder, const Module& module)
      : folder_(std::move(folder)), module_(module) {}

  /// Whether there is any to go on from.
  bool exist() const;

  /// Writes the place that a training has reached.
  /// \param checkpoint  its best_seal is filled in
  /// \param is_best  the weights are those of the best epoch
  /// \throws OutputError
  void save(TrainingCheckpoint checkpoint, bool is_best);

  /// The last place that is whole. What is damaged or lost beside it is written again from it.
  /// \param tell  is given a line about everything that was not as it was written
  /// \throws DataError if none is whole
  TrainingCheckpoint load(const std::function<void(const std::string&)>& tell);

  /// When nothing is left to go on with.
  void remove_all_but_best() const;

 private:
  void mend_best(const TrainingCheckpoint& checkpoint,
                 const std::function<void(const std::string&)>& tell);

  results::RunFolder folder_;
  const Module& module_;
  std::string best_seal_;
};

}  // namespace npd::runs
