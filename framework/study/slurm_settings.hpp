#pragma once

#include <npd/params.hpp>

#include <cstdint>
#include <string>
#include <vector>

namespace npd::study {

/// What [study.slurm] says: how the tasks of a batch system are asked for.
struct SlurmSettings {
  std::string partition, account, time;  ///< empty: as the cluster has it
  std::int64_t memory_mb = 0;            ///< 0: as the cluster has it
  std::int64_t trials_per_task = 1;
  std::int64_t largest_array = 1000;  ///< below the cluster's MaxArraySize
  std::int64_t grace_s = 120;         ///< before a time limit, to save in
  std::vector<std::string> extra;     ///< further options of sbatch

  void visit(npd::Params& p);
};

}  // namespace npd::study
