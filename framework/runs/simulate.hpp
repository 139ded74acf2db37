#pragma once

#include "config/document.hpp"

#include <npd/dataset.hpp>

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace npd::runs {

/// A data set that was made, and its trials.
struct MadeTrials {
  std::shared_ptr<Dataset> dataset;
  Trials trials;
};

/// Simulates or reads a data set and checks what came.
/// \param seed  of the run, for data sets without a seed of their own
/// \throws DataError if the plugin's trials contradict themselves
MadeTrials make_trials(const config::ComponentTable& dataset, std::int64_t seed);

/// The data set of a configuration: of a whole experiment, or of a file that has the table
/// [dataset] and tables of named components, as [analyses.NAME], alone.
/// \throws ConfigError with every mistake of the configuration
MadeTrials simulate(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                    config::ComponentSource& plugins);

}  // namespace npd::runs
