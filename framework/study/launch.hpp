#pragma once

#include "study/local_pool.hpp"
#include "study/settings.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// \file launch.hpp
/// How a study starts `npd`.
namespace npd::study {

/// How processes are started.
struct Launch {
  std::filesystem::path program;     ///< npd itself
  std::vector<std::string> options;  ///< for each: --plugin-path DIR ...
  std::int64_t jobs = 0;             ///< at a time; 0: as the study says
};

/// A run that is to be done: begun, or gone on with.
struct RunOrder {
  std::filesystem::path experiment;     ///< the file
  std::vector<std::string> overrides;   ///< key=value
  std::filesystem::path folder;         ///< of the run
  std::filesystem::path from{};         ///< the run that it goes on from; empty: none
  std::optional<std::int64_t> until{};  ///< epochs in all; nothing: to its end, with scores
};

/// The command line that does what is left of it.
std::vector<std::string> command_of(const Launch& launch, const RunOrder& order,
                                    std::int64_t threads);

/// How many processes at a time.
PoolLimits limits_of(const Launch& launch, const Settings& settings);

/// One line that says why a job ended, for people.
std::string reason_of(const Job& job, const JobEnd& end, std::int64_t retries);

}  // namespace npd::study
