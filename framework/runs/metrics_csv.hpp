#pragma once

#include "training/trainer.hpp"

#include <cstdint>
#include <filesystem>
#include <fstream>

namespace npd::runs {

/// metrics.csv: one row an epoch, under lfads-torch's column names. Each row is on disk before the
/// next epoch starts. It holds no times, so that equal runs give equal files.
class MetricsCsv {
 public:
  /// \throws OutputError if the file cannot be created
  explicit MetricsCsv(const std::filesystem::path& path);

  /// Goes on behind the rows of the first `epochs` epochs; later ones are dropped.
  /// \throws DataError if the file has fewer
  static MetricsCsv resume(const std::filesystem::path& path, std::int64_t epochs);

  /// \throws OutputError if the disk is full
  void add(const training::EpochRecord& record);

 private:
  MetricsCsv(std::filesystem::path path, std::ofstream file);
  void check();

  std::filesystem::path path_;
  std::ofstream file_;
};

}  // namespace npd::runs
