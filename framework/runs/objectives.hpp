#pragma once

#include "config/document.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace npd::runs {

/// What a run of an experiment tells that a study can search for: the columns of metrics.csv, and
/// score/NAME for each row of its scores.csv.
/// \param document  not read yet
/// \throws ConfigError with every mistake of the configuration
std::vector<std::string> objectives_of(config::Document& document,
                                       const std::filesystem::path& file);

}  // namespace npd::runs
