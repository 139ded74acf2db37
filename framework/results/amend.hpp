#pragma once

#include "results/run_folder.hpp"
#include "results/scores.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace npd::results {

/// A scores.csv with further scores: those of equal names are replaced where they stand, new ones
/// come behind, those that were skipped are gone.
/// \throws DataError if it is no such table
std::string with_scores(const std::filesystem::path& scores_csv, const Scores& further);

/// Adds to a finished run what was found later. At any moment its files and run.json agree. The
/// caller has the lock of the folder.
/// \param files  of the run's folder, new or written again
void amend_run(const RunFolder& folder, const Scores& further,
               const std::vector<std::filesystem::path>& files);

}  // namespace npd::results
