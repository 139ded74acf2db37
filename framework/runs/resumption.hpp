#pragma once

#include "host/registry.hpp"
#include "results/run_folder.hpp"
#include "results/run_record.hpp"

#include <filesystem>
#include <string>
#include <vector>

/// \file resumption.hpp
/// What must still be so when a run goes on.
namespace npd::runs {

/// Sees to it that a run's config.toml is the one that it began with: written again if the run was
/// killed before it was there.
/// \throws ConfigError if it was edited, or is not there and cannot be had again
void restore_config(const results::RunFolder& folder, const results::RunRecord& record,
                    host::Registry& registry);

/// Compares those who worked on a run before with those who are about to.
/// \param anyway  other data and plugins are told instead of refused
/// \return what should be told: that the results will not be the same to the bit, and why
/// \throws DataError if the data are others
/// \throws PluginError if a plugin is another
std::vector<std::string> compare_attempts(const results::Attempt& before,
                                          const results::Attempt& now,
                                          const std::filesystem::path& run, bool anyway);

}  // namespace npd::runs
