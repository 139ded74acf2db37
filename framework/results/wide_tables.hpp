#pragma once

#include "results/finished_run.hpp"

#include <npd/atomic_file.hpp>

#include <filesystem>
#include <string>
#include <vector>

namespace npd::results {

/// Writes regression.csv and procrustes.csv as the original analysis names their columns: name, the
/// scores, datamodule, model, seed, and the parameters that its searches varied ("model.co_dim",
/// ...); one row a run. What a run does not have is an empty cell.
/// \param folder  made if it is not there
/// \throws OutputError if one of the files exists and must not be replaced, or they cannot be
///         written
void write_wide_tables(const std::vector<FinishedRun>& runs, const std::filesystem::path& folder,
                       IfExists if_exists = IfExists::refuse);

/// What these tables cannot tell, having only the original's columns: "notes:" and a line for each
/// run and note with the scores that it is about; nothing without notes.
std::string notes_of_wide_tables(const std::vector<FinishedRun>& runs);

}  // namespace npd::results
