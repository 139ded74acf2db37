#pragma once

#include "study/launch.hpp"
#include "study/progress.hpp"
#include "study/study_folder.hpp"

#include <cstddef>

/// \file coordinator.hpp
/// Does what is left to do of a study: the one process that writes its tables.
namespace npd::study {

/// How a study, or this part of it, ended.
struct StudyEnd {
  std::size_t finished = 0, failed = 0, left = 0;
  int signal = 0;  ///< that stopped it, or 0
};

/// Runs every trial that is neither finished nor failed, from where it is: a population generation
/// after generation, then the runs that sample and score its workers. Whatever ends this process,
/// the next one goes on to the same results. The caller has the lock.
/// \throws OutputError if the study's files cannot be written
StudyEnd run_trials(const StudyFolder& folder, const Launch& launch, Progress& progress);

}  // namespace npd::study
