#pragma once

#include "analysis/analyse.hpp"
#include "host/registry.hpp"
#include "results/scores.hpp"
#include "runs/log.hpp"

#include <npd/analysis.hpp>

#include <filesystem>
#include <optional>
#include <string>

/// \file analyse_run.hpp
/// Analyses of what was trained, or of data alone.
namespace npd::runs {

/// Does one and tells how long it took, or why it could not be done.
analysis::Outcome analyse_and_tell(const analysis::NamedAnalysis& named, const AnalysisData& data,
                                   const std::filesystem::path& folder, Log& log);

/// What `analyse` is told.
struct AnalyseOptions {
  /// Says which analyses: an experiment, or a file with tables [analyses.*] alone. Nothing: those
  /// of the run, or of the experiment.
  std::optional<std::filesystem::path> config{};
  std::optional<std::string> only{};           ///< one of them, by the name of its table
  std::optional<std::filesystem::path> out{};  ///< the folder of results where there is no run
  bool quiet = false;                          ///< nothing goes to stderr
};

/// What `analyse` has done.
struct AnalyseResult {
  results::Scores scores;        ///< of all analyses
  std::filesystem::path folder;  ///< that has their files
  int signal = 0;                ///< that ended it early, or 0
};

/// Analyses again, without training.
/// \param target  the folder of a finished run: results go into its analyses/, scores into its
///                scores.csv, where they replace those of equal names; or an experiment, whose data
///                set alone is looked at; or a data or output file in the layout of lfads-torch.
///                Without a run, results go to `out` or analyses/<name>/<UTC time>.
/// \throws ConfigError if the configuration is wrong or names no analysis
/// \throws DataError if the run has not finished, its data are not those that it was trained on,
///         or none of the analyses can be done
AnalyseResult analyse(const std::filesystem::path& target, const AnalyseOptions& options,
                      host::Registry& registry);

}  // namespace npd::runs
