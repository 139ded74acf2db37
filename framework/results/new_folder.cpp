#include "results/new_folder.hpp"

#include "base/times.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <string>
#include <system_error>

namespace npd::results {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void throw_not_made(const fs::path& folder, const std::error_code& error) {
  throw OutputError(
      fmt::format("{}: the folder cannot be made: {}; choose another place with --out",
                  folder.string(), error.message()));
}

}  // namespace

void make_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (error) throw_not_made(folder, error);
}

fs::path new_folder_of_now(const fs::path& parent) {
  make_folder(parent);
  const std::string time = base::utc_time_text();
  for (int number = 1;; ++number) {
    const fs::path folder = parent / (number == 1 ? time : fmt::format("{}-{}", time, number));
    std::error_code error;
    // Only one of several processes makes a folder; the others see that it exists.
    if (fs::create_directory(folder, error)) return folder;
    if (error) throw_not_made(folder, error);
  }
}

}  // namespace npd::results
