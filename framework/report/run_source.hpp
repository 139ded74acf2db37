#pragma once

#include "base/csv.hpp"
#include "report/run_arrays.hpp"

#include <npd/figure.hpp>

#include <nlohmann/json.hpp>

#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace npd::report {

/// A line of scores.csv. Older files do not have all columns.
struct ScoreLine {
  std::string name, split, direction, doc;
  double value = std::numeric_limits<double>::quiet_NaN();
  double perfect = std::numeric_limits<double>::quiet_NaN();
  std::string note = {};
};

/// All that is known of a run, whatever state it is in, or of a file alone.
struct RunSource {
  std::string name;           ///< the end of its path
  std::string made_for;       ///< the experiment that the data were made for, or nothing
  nlohmann::json record;      ///< run.json; an empty object: none
  nlohmann::json parameters;  ///< params.json; an empty object: none
  std::optional<base::CsvTable> metrics;     ///< a row an epoch
  std::optional<base::CsvTable> trial_info;  ///< a row a trial
  std::vector<ScoreLine> scores;
  std::string config, log;  ///< texts of the files; the log's last lines
  std::optional<RunArrays> arrays;
  /// What metrics and analyses declared, by the names of their tables.
  std::vector<std::pair<std::string, std::vector<Figure>>> figures;
  std::vector<std::string> absent;  ///< what cannot be shown, and why, in sentences

  bool is_run() const { return !record.empty(); }

  /// "finished", "running", "interrupted", "failed", or empty: not a run.
  std::string outcome() const;

  /// A parameter as text or number, or nothing.
  std::string text(const std::string& key) const;
  std::optional<double> number(const std::string& key) const;

  /// The width of a bin, if something tells it.
  std::optional<double> bin_s() const {
    const auto known = number("dataset.bin_s");
    return known || !arrays ? known : arrays->bin_s;
  }

  /// A column of metrics; empty if there is none.
  std::vector<double> metric(const std::string& column) const;
};

/// \param path  the folder of a run, or an HDF5 file in the layout of lfads-torch
/// \throws DataError if it is neither
RunSource read_run_source(const std::filesystem::path& path);

}  // namespace npd::report
