#pragma once

#include "runs/record.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace npd::runs {

/// A run that has not finished, as its folder tells.
struct Resumption {
  Invocation invocation;             ///< what started it
  std::string started;               ///< when
  std::vector<std::string> resumed;  ///< when it was resumed before
};

/// \throws DataError if the folder is not that of a run, or the run is finished, or it has no
///         checkpoint to go on from
/// \throws ConfigError if its config.toml was edited since it began
Resumption read_resumption(const std::filesystem::path& folder);

}  // namespace npd::runs
