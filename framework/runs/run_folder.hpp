#pragma once

#include <filesystem>
#include <string>

namespace npd::run {

/// The folder of one run. It is always new: nothing is ever overwritten.
class RunFolder {
 public:
  /// `runs/<experiment>/<UTC time>` in the working directory; if two runs start in the same second,
  /// the later one gets a number behind its time.
  static RunFolder create(const std::string& experiment);

  /// The folder that the user named, which may exist if it is empty.
  /// \throws OutputError if there is something in it, or it cannot be made
  static RunFolder create_at(const std::filesystem::path& folder);

  /// The folder of a run that exists.
  static RunFolder open(const std::filesystem::path& folder) {
    return RunFolder(std::filesystem::canonical(folder));
  }

  const std::filesystem::path& path() const { return path_; }
  std::filesystem::path file(const std::string& name) const { return path_ / name; }

 private:
  explicit RunFolder(std::filesystem::path path) : path_(std::move(path)) {}

  std::filesystem::path path_;
};

/// "2026-11-23T21-05-09Z": a time of day that can name a folder.
std::string utc_time_text();

}  // namespace npd::run
