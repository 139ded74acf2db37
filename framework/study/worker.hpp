#pragma once

#include "study/study_folder.hpp"
#include "study/study_table.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>

/// \file worker.hpp
/// The trials of a population, whose runs are many: one a generation, then one that is scored.
namespace npd::study {

/// Reads the settled generations, and puts the values with which the workers go on into the draws.
void read_population(const StudyFolder& folder, StudyState& state);

/// The run that a trial is at; of a worker that of the generation in work, or the last one.
std::filesystem::path run_of(const StudyFolder& folder, const StudyState& state,
                             std::size_t number);

/// The file that says why it failed, if it did: of a worker in the generation in work.
std::filesystem::path failure_of(const StudyFolder& folder, const StudyState& state,
                                 std::size_t number);

/// How far a trial is, as the files say. A worker that is not finished has the objective of the
/// newest settled generation.
Trial read_trial_of(const StudyFolder& folder, const StudyState& state, std::size_t number);

/// Whether a run has come to the end of a generation.
bool has_done(const std::filesystem::path& run, std::int64_t epochs);

}  // namespace npd::study
