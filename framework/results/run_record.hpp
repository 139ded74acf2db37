#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// \file run_record.hpp
/// run.json: what a run is, how far it is, and by whom it was done.
namespace npd::results {

/// The program and the machine that do a run. What its bits may depend on is in `kernels` and
/// `versions`.
struct Circumstances {
  struct Versions {
    std::string git, sdk, libtorch;
    std::string sdk_headers;  ///< hash of the SDK's headers

    bool operator==(const Versions&) const = default;
  };
  /// Which of several codes for different processors do the sums.
  struct Kernels {
    std::string blas;         ///< "OpenBLAS 0.3.21 ... SkylakeX MAX_THREADS=64"
    std::string libtorch;     ///< "AVX2"
    std::string instruction;  ///< the set that npd's own loops use: "x86-64-v3"

    bool operator==(const Kernels&) const = default;
  };

  Versions versions;
  Kernels kernels;
  std::string host, cpu;
  std::int64_t cores = 0, process = 0;
};

/// A plugin that a run used.
struct PluginRecord {
  std::string kind, id, version, library;
  std::string sha256;  ///< of the library as it was loaded

  bool operator==(const PluginRecord&) const = default;
};

/// How a run was started.
struct Invocation {
  std::filesystem::path file;          ///< the configuration
  std::vector<std::string> overrides;  ///< key=value
  std::vector<std::string> command;    ///< the whole command line
};

/// Where a run went on from, if it did not start anew.
struct Origin {
  std::filesystem::path run;  ///< the folder of the other run
  std::int64_t epochs = 0;    ///< that it had done
};

/// One process that worked on a run.
struct Attempt {
  std::string started, ended;  ///< UTC; ended is empty while it works, and if it was killed
  std::string outcome;  ///< "running", "finished", "stopped", "interrupted", "failed", "killed"
  std::int64_t first_epoch = 0;
  std::int64_t threads = 1;
  std::string engine;  ///< which implementation of the inner loops was used, and why
  std::vector<PluginRecord> plugins;
  std::string data_sha256;
  Circumstances circumstances;
};

/// All that run.json says.
struct RunRecord {
  std::string experiment;
  Invocation invocation;
  std::optional<Origin> origin;
  std::int64_t seed = 0;
  std::string outcome;  ///< that of the last attempt
  std::string ending;   ///< of the training, when it has ended: "early_stopping", "max_epochs"
  std::string started, finished;  ///< UTC; finished is empty while the run goes on
  std::int64_t epochs = 0, best_epoch = 0;
  double training_s = 0, sampling_s = 0, scoring_s = 0, analyses_s = 0;
  std::string config_sha256;
  std::map<std::string, std::string> files;  ///< SHA-256 of the results, when it is finished
  /// Of those that are just being replaced: what they will be. Mostly none.
  std::map<std::string, std::string> coming_files = {};
  std::vector<Attempt> attempts;  ///< in their order; none is ever forgotten
};

/// \throws OutputError
void write_run_record(const std::filesystem::path& path, const RunRecord& record);

/// \throws DataError if the file is not there, damaged, or of another version of npd
RunRecord read_run_record(const std::filesystem::path& path);

}  // namespace npd::results
