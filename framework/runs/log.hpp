#pragma once

#include <filesystem>
#include <fstream>
#include <string>

namespace npd::runs {

/// What a run tells: each line goes to log.txt with the time and to stderr without it. A run goes
/// on where neither can be written.
class Log {
 public:
  /// \param quiet  nothing goes to stderr
  explicit Log(const std::filesystem::path& file, bool quiet = false);

  void line(const std::string& text);

  /// To the file only.
  void note(const std::string& text);

 private:
  std::ofstream file_;
  bool quiet_;
};

}  // namespace npd::runs
