#pragma once

#include "host/registry.hpp"
#include "runs/record.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace npd::run {

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

}  // namespace npd::run
