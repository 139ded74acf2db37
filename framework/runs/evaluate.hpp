#pragma once

#include "evaluation/scores.hpp"
#include "host/registry.hpp"

#include <filesystem>
#include <optional>

namespace npd::runs {

/// Scores a model again, without training.
/// \param target  the folder of a run, or an output file in the layout of lfads-torch
/// \param config  says which metrics: an experiment, or a file with tables [metrics.*] alone.
///                Nothing: those of the run, or for a file every metric there is
/// \throws DataError if there are no outputs, or none of the scores can be computed from them
/// \throws ConfigError if the configuration is wrong or names no metric
results::Scores evaluate(const std::filesystem::path& target,
                         const std::optional<std::filesystem::path>& config,
                         host::Registry& registry);

}  // namespace npd::runs
