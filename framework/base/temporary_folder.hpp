#pragma once

#include <filesystem>

namespace npd::base {

/// A new, empty folder where temporary files go, removed with everything in it when this object
/// goes.
class TemporaryFolder {
 public:
  /// \throws OutputError if it cannot be made
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;

  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace npd::base
