#pragma once

#include "host/registry.hpp"
#include "runs/record.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace npd::runs {

/// How a run came to its end.
struct RunResult {
  std::filesystem::path folder;
  std::string table;  ///< the scores, for people
  int signal = 0;     ///< the signal that ended it early, or 0; then there are no scores
};

/// Does what an experiment says: data, training, posterior samples, scores, all into one new folder
/// (config.toml, run.json, params.json, metrics.csv, log.txt, checkpoints/, lfads_output_sess0.h5,
/// scores.csv). Progress goes to stderr.
/// \param out   the folder; nothing: runs/<experiment>/<UTC time>
/// \param blas  name of the BLAS in use, for the record
/// \throws npd::Error; the folder then holds whatever was complete
RunResult run_experiment(const Invocation& invocation, host::Registry& registry,
                         const std::optional<std::filesystem::path>& out, const std::string& blas);

/// Goes on with a run that was interrupted or killed, from its last complete epoch: every file of
/// results then holds the same bytes as if nothing had ended it.
/// \param threads  0: as the run was started
/// \throws DataError if the run is finished or has no checkpoint
/// \throws ConfigError if its config.toml was edited
/// \throws OutputError if another process is still writing it
RunResult resume_run(const std::filesystem::path& folder, std::int64_t threads,
                     host::Registry& registry, const std::string& blas);

}  // namespace npd::runs
