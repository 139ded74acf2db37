#pragma once

#include "study/local_pool.hpp"
#include "study/progress.hpp"
#include "study/study_folder.hpp"
#include "study/study_table.hpp"

#include <cstddef>
#include <filesystem>
#include <string>
#include <vector>

/// \file coordinator.hpp
/// Does what is left to do of a study: the one process that writes its table.
namespace npd::study {

/// How processes are started.
struct Launch {
  std::filesystem::path program;     ///< npd itself
  std::vector<std::string> options;  ///< for each: --plugin-path DIR ...
  std::int64_t jobs = 0;             ///< at a time; 0: as the study says
};

/// How a study, or this part of it, ended.
struct StudyEnd {
  std::size_t finished = 0, failed = 0, left = 0;
  int signal = 0;  ///< that stopped it, or 0
};

/// Runs every trial that is neither finished nor failed, from where it is. The caller has the lock.
/// \throws OutputError if the study's files cannot be written
StudyEnd run_trials(const StudyFolder& folder, const Launch& launch, Progress& progress);

}  // namespace npd::study
