#include "runs/log.hpp"

#include "base/terminal.hpp"
#include "base/terminal_width.hpp"
#include "base/times.hpp"

#include <npd/error.hpp>

#include <unistd.h>

#include <cstdio>

namespace npd::runs {

Log::Log(const std::filesystem::path& file, bool quiet)
    : file_(file, std::ios::app), quiet_(quiet) {
  if (!file_) throw OutputError(file.string() + ": cannot be written");
}

void Log::line(const std::string& text) {
  note(text);
  if (quiet_) return;
  base::tell(stderr, base::fitted(text, STDERR_FILENO, 12) + "\n");
}

void Log::note(const std::string& text) {
  file_ << base::utc_time_text() << "  " << text << std::endl;
}

}  // namespace npd::runs
