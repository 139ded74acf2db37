#pragma once

#include "study/launch.hpp"
#include "study/slurm_settings.hpp"
#include "study/study_folder.hpp"

#include <cstddef>
#include <string>
#include <vector>

/// \file slurm_script.hpp
/// Scripts for sbatch.
namespace npd::study {

/// What a script is for.
struct SlurmJob {
  std::string name;          ///< of the study
  std::size_t round = 1;     ///< the submission that it is of, see slurm_round.hpp
  std::size_t first = 0;     ///< task of the round that is the array's first
  std::size_t count = 1;     ///< tasks
  std::int64_t threads = 1;  ///< of each trial
};

/// An array whose tasks train the trials of a round. A task that is told to save (SIGUSR1, or
/// SIGTERM when it is preempted) saves, and is put back into the queue. npd takes the place of the
/// shell, which is the only process that such signals reach.
std::string array_script(const StudyFolder& folder, const SlurmSettings& settings,
                         const Launch& launch, const SlurmJob& job);

/// What follows an array: collects, settles, submits what is left.
std::string advance_script(const StudyFolder& folder, const SlurmSettings& settings,
                           const Launch& launch, const SlurmJob& job);

}  // namespace npd::study
