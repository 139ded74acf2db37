#pragma once

#include "study/launch.hpp"
#include "study/study_folder.hpp"
#include "study/study_table.hpp"

#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// \file replay.hpp
/// The schedule that a population has found, trained again as one model. It is a chain of runs, one
/// for each stretch under the same values, each begun from the one before: a run has one
/// configuration, and so everything that happened stands in a file.
namespace npd::study {

/// What is to be trained again.
struct Replay {
  std::filesystem::path folder;
  std::string schedule;          ///< schedule.csv, with the seeds of the replay
  std::vector<RunOrder> orders;  ///< the last one is sampled and scored
};

/// The chain that trains the best worker's weights again.
/// \param out   where
/// \param seed  of all of it; nothing: the seeds of the workers that trained these weights, which
///              gives the same weights again
/// \throws DataError if no generation is settled yet
Replay replay_of(const StudyFolder& folder, const StudyState& state,
                 const std::filesystem::path& out, std::optional<std::int64_t> seed);

/// Makes its folder, or finds it begun.
/// \throws OutputError if something else is in the folder
void begin_replay(const Replay& replay);

/// How a replay ended.
struct ReplayEnd {
  int signal = 0;       ///< that stopped it, or 0
  std::string failure;  ///< why a run of the chain failed; empty: none did
};

/// Does what is left of the chain, one run after another, on all cores.
/// \param stream  for a line before each run
ReplayEnd run_replay(const Replay& replay, const Launch& launch, std::FILE* stream);

/// Whether the replay's weights are those of the best worker, byte for byte.
bool same_weights(const StudyState& state, const Replay& replay);

}  // namespace npd::study
