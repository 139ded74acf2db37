#pragma once

#include "config/document.hpp"

#include <npd/dataset.hpp>

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

namespace npd::runs {

/// Trials, and the systems behind them.
struct MadeData {
  Trials trials;
  TrueSystem truth;
};

/// Simulates or reads a data set and checks what came.
/// \param seed  of the run, for data sets without a seed of their own
/// \throws DataError if the plugin's trials contradict themselves
MadeData make_with_truth(const config::ComponentTable& dataset, std::int64_t seed);

/// Its trials alone.
Trials make_trials(const config::ComponentTable& dataset, std::int64_t seed);

/// The data set of a configuration: of a whole experiment, or of a file that has the table
/// [dataset] alone. \throws ConfigError with every mistake of the configuration
Trials simulate(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                config::ComponentSource& plugins);

}  // namespace npd::runs
