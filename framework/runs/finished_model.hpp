#pragma once

#include "host/registry.hpp"
#include "results/run_folder.hpp"

#include <npd/analysis.hpp>

namespace npd::runs {

/// What analyses saw, or would have seen, at the end of a run: its data are made again, its model
/// is that of the best epoch, and what that says of the trials is read from the output file.
/// \throws ConfigError if its configuration was edited
/// \throws DataError if the data are not those that it was trained on, or a file is damaged
AnalysisData data_of_run(const results::RunFolder& folder, host::Registry& registry);

}  // namespace npd::runs
