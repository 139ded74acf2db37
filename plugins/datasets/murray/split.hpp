#pragma once

#include <npd/dataset.hpp>
#include <npd/params.hpp>

#include <cstdint>
#include <filesystem>

namespace murray {

/// Which trials train and which validate: by a seeded draw, or as a file says.
struct SplitConfig {
  double train_fraction = 0.8;
  std::int64_t split_seed = 0;
  std::filesystem::path valid_trials_file;

  void visit(npd::Params& p);
};

/// \throws ConfigError naming train_fraction if it leaves a part empty
/// \throws DataError naming file:line if the file cannot be read, holds anything but one trial
///         index a line, repeats one, or leaves a part empty
npd::Split make_split(const SplitConfig& config, std::int64_t trials);

}  // namespace murray
