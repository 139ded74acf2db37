#pragma once

#include "study/coordinator.hpp"
#include "study/study_folder.hpp"

#include <cstddef>
#include <string>
#include <vector>

/// \file slurm.hpp
/// A study as a chain of job arrays: each array trains what is left, or of a population one
/// generation, and the job behind it collects, settles and submits the next one. Nothing stays
/// behind where the first one was submitted, and nothing but the files says how far it is.
namespace npd::study {

/// The trials of a submission, each with the epochs that it had done.
struct SlurmRound {
  std::size_t number = 0;      ///< from 1; 0: none yet
  std::size_t generation = 0;  ///< settled ones, of a population
  std::vector<std::size_t> trials;
  std::vector<std::int64_t> epochs;
  std::int64_t idle = 0;  ///< submissions before it, without pause, that brought nothing on

  /// The trials of a task.
  std::vector<std::size_t> trials_of(std::size_t task, std::size_t per_task) const;
};

/// The newest one.
SlurmRound read_round(const StudyFolder& folder);

/// What was submitted, or would be.
struct Submission {
  std::string text;                  ///< for people
  std::vector<std::string> scripts;  ///< arrays, then what follows them
  std::size_t finished = 0, failed = 0, left = 0;
};

/// Collects what the tasks did, settles a generation that is complete, and submits what is left.
/// Trials that several submissions did not bring on have failed. The caller has the lock.
/// \param state  as the folder says; of a study that has no folder yet, all is waiting
/// \param dry    writes and submits nothing
/// \throws OutputError if sbatch cannot be had or refuses
Submission advance(const StudyFolder& folder, StudyState state, const Launch& launch, bool dry);

/// What the queue says of the newest submission, for people: "3 running, 5 pending"; empty: nothing
/// is in it, or it does not answer. Files alone say how far the study is.
std::string queue_text(const StudyFolder& folder);

/// Takes the newest submission out of the queue; tasks at work are told to save.
/// \throws OutputError if scancel fails
void cancel_jobs(const StudyFolder& folder);

/// What one task does: trains its trials, one after another. A signal makes it save; if that is
/// SIGUSR1, as at the end of its time, it then asks to be put back into the queue.
StudyEnd work_on_task(const StudyFolder& folder, const Launch& launch, std::size_t round,
                      std::size_t task);

}  // namespace npd::study
