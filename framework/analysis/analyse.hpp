#pragma once

#include "results/analysis_files.hpp"
#include "results/scores.hpp"

#include <npd/analysis.hpp>

#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

/// \file analyse.hpp
/// Runs analyses, one by one, and keeps what they find.
namespace npd::analysis {

/// An analysis, and how messages and files call it.
struct NamedAnalysis {
  std::string table;  ///< its name in the configuration: that of its files
  std::string where;  ///< `mine.toml:12:1: analyses.points`
  results::AnalysisCode code;
  std::shared_ptr<Analysis> analysis;
};

/// Why it cannot be run on these data, "there is no model"; nothing: it can.
std::optional<std::string> obstacle(const Analysis& analysis, const AnalysisData& data);

/// What became of one analysis.
struct Outcome {
  results::Scores scores;                    ///< skipped, if it could not be run
  std::vector<std::filesystem::path> files;  ///< that it has; none, if it could not be run
  std::optional<std::string> obstacle;       ///< why it could not be run
};

/// Runs one if it can be run, and writes its files (results/analysis_files.hpp).
/// \param folder  made if it is not there
/// \throws whatever the analysis throws, Interrupted among it; OutputError
Outcome analyse(const NamedAnalysis& named, const AnalysisData& data,
                const std::filesystem::path& folder);

/// All its scores as skipped ones.
results::Scores skipped(const NamedAnalysis& named, const std::string& reason);

}  // namespace npd::analysis
