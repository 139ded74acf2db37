#pragma once

#include "config/component_source.hpp"
#include "data/recording.hpp"
#include "runs/experiment.hpp"

#include <npd/params.hpp>

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace npd::bench {

/// The table [bench] of a file: what is timed where that is not what a run of the file would do.
struct Table {
  std::optional<std::int64_t> batch;
  std::optional<std::int64_t> bins, neurons;  ///< both: random counts of this size
  std::int64_t external_dim = 0;
  double mean_count = 0.1;
  std::int64_t generator_passes = 1, readout_passes = 1;

  void visit(Params& p);
};

/// A model and the batch on which its training step is timed.
struct Subject {
  std::string name;
  runs::ModelDescription description;
  Table table;
  data::Recording recording;
  std::vector<std::int64_t> batch;  ///< trials of the recording
};

/// What a file says: the experiment's own data, or random counts of the size in its table [bench],
/// which then needs no data set.
/// \param overrides  as of config::Document::load
/// \param plugins    must outlive the subject
/// \throws ConfigError with every mistake of the configuration; DataError, PluginError
Subject read_subject(const std::filesystem::path& file, const std::vector<std::string>& overrides,
                     config::ComponentSource& plugins);

}  // namespace npd::bench
