#pragma once

#include "host/identity.hpp"
#include "runs/experiment.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace npd::runs {

/// How a run was started.
struct Invocation {
  std::filesystem::path file;          ///< the configuration
  std::vector<std::string> overrides;  ///< key=value
  std::vector<std::string> command;    ///< the whole command line
};

/// What run.json says of a run beside its configuration.
struct RunRecord {
  std::string started, finished;     ///< UTC; finished is empty while the run goes on
  std::vector<std::string> resumed;  ///< UTC
  std::string outcome;               ///< "running", "finished", "interrupted"
  std::int64_t epochs = 0, best_epoch = 0;
  double training_s = 0, sampling_s = 0, scoring_s = 0;
  std::string engine;  ///< which implementation of the inner loops was used, and why
  std::string blas;
  std::int64_t threads = 1;
};

/// Writes run.json: what was run, with which versions, plugins (with the SHA-256 of their
/// libraries), seed and machine, and how long it took.
void write_run_json(const std::filesystem::path& path, const Invocation& invocation,
                    const Experiment& experiment, const std::vector<host::PluginIdentity>& plugins,
                    const RunRecord& record);

/// Writes params.json: the configuration as one flat object, under the names of the original
/// analysis where it has one ("datamodule", "model", "model.co_dim", "model.gen_dim",
/// "model.gen_cell.rank", ...) and under its full name for every parameter. As there, the sizes of
/// a controller that is not there are 0. \param external_dim  of the input that the data set gives
/// to the model
void write_params_json(const std::filesystem::path& path, const Experiment& experiment,
                       std::int64_t external_dim, const std::vector<config::FlatValue>& parameters);

}  // namespace npd::runs
