#include "results/run_folder.hpp"

#include "base/times.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <system_error>
#include <utility>

namespace npd::results {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void throw_not_made(const fs::path& folder, const std::error_code& error) {
  throw OutputError(
      fmt::format("{}: the folder cannot be made: {}; choose another place with --out",
                  folder.string(), error.message()));
}

void make(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw_not_made(folder, error);
}

}  // namespace

RunFolder RunFolder::create(const std::string& experiment) {
  const fs::path parent = fs::absolute(fs::path("runs") / experiment);
  make(parent);
  const std::string time = base::utc_time_text();
  for (int number = 1;; ++number) {
    const fs::path folder = parent / (number == 1 ? time : fmt::format("{}-{}", time, number));
    std::error_code error;
    // Only one of several processes makes a folder; the others see that it exists.
    if (fs::create_directory(folder, error)) return RunFolder(folder);
    if (error) throw_not_made(folder, error);
  }
}

RunFolder RunFolder::create_at(const fs::path& folder) {
  const fs::path path = fs::absolute(folder);
  make(path);
  std::error_code error;
  if (!fs::is_empty(path, error) || error) {
    throw OutputError(
        fmt::format("{}: the folder is not empty, and a run never overwrites another; "
                    "choose a new one with --out",
                    path.string()));
  }
  return RunFolder(path);
}

}  // namespace npd::results
