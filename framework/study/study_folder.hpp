#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <utility>

namespace npd::study {

/// The folder of a study, and what its files are called. Trials are numbered from 0.
class StudyFolder {
 public:
  /// `studies/<experiment>/<UTC time>` in the working directory, a new folder.
  static StudyFolder create(const std::string& experiment);

  /// The folder that the user named, which may exist if it is empty.
  /// \throws OutputError if there is something in it, or it cannot be made
  static StudyFolder create_at(const std::filesystem::path& folder);

  /// One that is not there yet, and need not come.
  static StudyFolder planned(const std::filesystem::path& folder);

  /// \throws DataError if the folder is not that of a study
  static StudyFolder open(const std::filesystem::path& folder);

  const std::filesystem::path& path() const { return path_; }

  std::filesystem::path study() const { return path_ / "study.toml"; }  ///< resolved
  /// What every trial varies, resolved.
  std::filesystem::path experiment() const { return path_ / "experiment.toml"; }
  std::filesystem::path draws() const { return path_ / "draws.csv"; }
  std::filesystem::path table() const { return path_ / "study.csv"; }
  std::filesystem::path lock() const { return path_ / "study.lock"; }
  /// There while somebody wants the study to stop.
  std::filesystem::path stop_request() const { return path_ / "stop"; }

  std::filesystem::path trials() const { return path_ / "trials"; }
  /// The folder of a run.
  std::filesystem::path trial(std::size_t number) const { return trials() / name(number); }
  /// All that the processes of a trial print.
  std::filesystem::path log(std::size_t number) const { return logs() / (name(number) + ".txt"); }
  std::filesystem::path logs() const { return path_ / "logs"; }
  /// A worker's run up to the end of a generation; they count from 1.
  std::filesystem::path leg(std::size_t worker, std::size_t generation) const {
    return trial(worker) / generation_name(generation);
  }
  /// A worker's last run: sampled and scored.
  std::filesystem::path last_leg(std::size_t worker) const { return trial(worker) / "final"; }
  /// Why a worker was lost in a generation.
  std::filesystem::path loss(std::size_t worker, std::size_t generation) const {
    return failures() / (name(worker) + "-" + generation_name(generation) + ".txt");
  }
  /// What was decided at the end of a generation; once it is there, the generation is settled.
  std::filesystem::path decisions(std::size_t generation) const {
    return decisions() / (generation_name(generation) + ".json");
  }
  std::filesystem::path decisions() const { return path_ / "decisions"; }
  std::filesystem::path generations() const { return path_ / "generations.csv"; }
  std::filesystem::path hyperparameters() const { return path_ / "hyperparameters.csv"; }
  std::filesystem::path lineage() const { return path_ / "lineage.csv"; }
  std::filesystem::path schedule() const { return path_ / "schedule.csv"; }

  /// Scripts and logs of a batch system.
  std::filesystem::path slurm() const { return path_ / "slurm"; }
  /// Its newest submission.
  std::filesystem::path slurm_round() const { return slurm() / "round.csv"; }

  /// Why a trial failed: the exit code, then the last lines of its log.
  std::filesystem::path failure(std::size_t number) const {
    return failures() / (name(number) + ".txt");
  }
  std::filesystem::path failures() const { return path_ / "failures"; }

  /// "0007"
  static std::string name(std::size_t number);
  /// "g03"
  static std::string generation_name(std::size_t generation);

 private:
  explicit StudyFolder(std::filesystem::path folder) : path_(std::move(folder)) {}

  std::filesystem::path path_;
};

}  // namespace npd::study
