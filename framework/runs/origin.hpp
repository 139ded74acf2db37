#pragma once

#include "config/document.hpp"
#include "host/registry.hpp"
#include "results/run_record.hpp"
#include "runs/preparation.hpp"
#include "runs/training_checkpoint.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

/// \file origin.hpp
/// A run that goes on where another one is, with other values of what may change while training.
namespace npd::runs {

/// What a run takes from another one.
struct OriginRun {
  std::filesystem::path run;  ///< its folder
  TrainingCheckpoint start;
  std::vector<std::string> warnings;  ///< to be told when the run begins
};

/// Reads the newest checkpoint of a run and sees to it that the new configuration differs in
/// nothing but what may change. A learning rate that does is in `start` already.
/// \param document  of the new run, read
/// \param prepared  of the new run
/// \param now       the new run's own circumstances, data and plugins
/// \throws ConfigError naming the first parameter that must not change
/// \throws DataError if the folder has no checkpoint, or other data
/// \throws PluginError if a plugin is another
OriginRun read_origin(const std::filesystem::path& run, const config::Document& document,
                      const Preparation& prepared, const results::Attempt& now,
                      host::Registry& registry);

/// Whether a parameter may be another when a training goes on: its declaration says so, or it is of
/// what comes after the training.
bool may_change(const config::FlatValue& value);

/// \param epochs  that are done
/// \throws ConfigError if there is nothing left to do until then
void check_until(const std::optional<std::int64_t>& until, std::int64_t epochs);

}  // namespace npd::runs
