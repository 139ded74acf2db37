#pragma once

#include "training/trainer.hpp"

#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

namespace npd::runs {

/// The columns of metrics.csv.
std::vector<std::string> metric_columns();

/// metrics.csv: one row an epoch, under lfads-torch's column names. Each row is in the file before
/// the next epoch starts. It holds no times, so that equal runs give equal files.
class MetricsCsv {
 public:
  /// A table without rows.
  /// \throws OutputError if the file cannot be created
  explicit MetricsCsv(const std::filesystem::path& path);

  /// Goes on behind `rows`, the text of the epochs that are done.
  MetricsCsv(std::filesystem::path path, std::string rows);

  /// Whether a file starts with these rows.
  static bool holds(const std::filesystem::path& path, const std::string& rows);

  /// \throws OutputError if the disk is full
  void add(const training::EpochRecord& record);

  /// All that the file holds.
  const std::string& text() const { return text_; }

 private:
  void check();

  std::filesystem::path path_;
  std::string text_;
  std::ofstream file_;
};

}  // namespace npd::runs
