#include "study/slurm_settings.hpp"

namespace npd::study {

void SlurmSettings::visit(npd::Params& p) {
  p("partition", partition, "Partition; empty: the cluster's default");
  p("account", account, "Account to charge; empty: the user's default");
  p("time", time, "Time limit of a task, as sbatch takes it (\"4:00:00\"); empty: the partition's");
  p("memory_mb", memory_mb, "Memory of a task; 0: the partition's default", npd::at_least(0), "MB");
  p("trials_per_task", trials_per_task, "Trials that a task trains, one after another",
    npd::at_least(1));
  p("largest_array", largest_array, "Tasks of an array; must be below the cluster's MaxArraySize",
    npd::at_least(1));
  p("grace_s", grace_s, "How long before its time limit a task is told to save (SIGUSR1)",
    npd::at_least(1), "s");
  p("extra", extra, "Further options of sbatch, as \"--gres=gpu:1\"");
}

}  // namespace npd::study
