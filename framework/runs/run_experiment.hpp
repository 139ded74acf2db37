#pragma once

#include "host/registry.hpp"
#include "results/run_record.hpp"
#include "runs/run.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace npd::runs {

/// What a run is told beside its configuration.
struct RunOptions {
  std::string blas;  ///< name of the BLAS in use, for the record
  std::optional<std::filesystem::path>
      out{};  ///< the folder; nothing: runs/<experiment>/<UTC time>
  std::optional<std::filesystem::path> from{};  ///< the folder of a run to go on from
  std::optional<std::int64_t> until{};          ///< stop when so many epochs are done in all
  bool quiet = false;                           ///< nothing goes to stderr, only to log.txt
};

/// Does what an experiment says: data, training, posterior samples, scores, all into one new folder
/// (run.json, config.toml, params.json, metrics.csv, log.txt, checkpoints/, lfads_output_sess0.h5,
/// scores.csv). Progress goes to stderr.
///
/// With `from` the training goes on where that run left off, with its own weights, optimiser and
/// counters, under the values that this configuration has for what may change while training; a new
/// `training.lr_init` is the learning rate from then on.
/// \throws npd::Error; the folder then holds whatever was complete
RunResult run_experiment(const results::Invocation& invocation, host::Registry& registry,
                         const RunOptions& options);

/// What a resumption is told.
struct ResumeOptions {
  std::string blas;
  std::int64_t threads = 0;             ///< 0: as the run was started
  std::optional<std::int64_t> until{};  ///< stop when so many epochs are done in all
  bool anyway = false;                  ///< although data or plugins are others than before
  bool quiet = false;                   ///< nothing goes to stderr, only to log.txt
};

/// Goes on with a run that was interrupted or killed, from its last complete epoch: every file of
/// results then holds the same bytes as if nothing had ended it. Of a finished run nothing is
/// touched, and the result says so.
/// \throws DataError if its data are not those that it began with
/// \throws PluginError if a plugin is not the one that it began with
/// \throws ConfigError if its config.toml was edited
/// \throws OutputError if another process is still writing it
RunResult resume_run(const std::filesystem::path& folder, host::Registry& registry,
                     const ResumeOptions& options);

}  // namespace npd::runs
