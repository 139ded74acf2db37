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
  /// Why a trial failed: the exit code, then the last lines of its log.
  std::filesystem::path failure(std::size_t number) const {
    return failures() / (name(number) + ".txt");
  }
  std::filesystem::path failures() const { return path_ / "failures"; }

  /// "0007"
  static std::string name(std::size_t number);

 private:
  explicit StudyFolder(std::filesystem::path folder) : path_(std::move(folder)) {}

  std::filesystem::path path_;
};

}  // namespace npd::study
