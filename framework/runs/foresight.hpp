#pragma once

#include "runs/experiment.hpp"
#include "runs/preparation.hpp"

#include <cstdint>
#include <filesystem>

/// \file foresight.hpp
/// What would only fail when a run is done is looked at before it begins.
namespace npd::runs {

/// About how many bytes a run will write at least: its outputs and its checkpoints.
std::uintmax_t expected_bytes(const Preparation& prepared, const Experiment& experiment);

/// \param folder  which need not be there yet
/// \throws OutputError if the disk has no room for so much
void check_room(const std::filesystem::path& folder, std::uintmax_t bytes);

}  // namespace npd::runs
