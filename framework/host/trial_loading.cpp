#include "host/trial_loading.hpp"

#include "base/child_process.hpp"
#include "host/crash.hpp"
#include "host/ending_text.hpp"

#include <fmt/format.h>

#include <cstddef>
#include <string>

namespace npd::host {
namespace {

namespace fs = std::filesystem;

/// The child's work: as a stage, the number of the library that it loads next.
std::string load_all(const std::vector<fs::path>& files, std::size_t first,
                     const base::TellStage& tell) {
  leave_crashes_alone();
  for (std::size_t i = first; i < files.size(); ++i) {
    tell(std::to_string(i));
    load_library(files[i]);
  }
  return {};
}

LoadFailure fatal(const fs::path& file, const std::string& ending) {
  const auto reason = "while it is loaded: " + ending;
  return {file, reason,
          fmt::format("{}: {}; remove it, or look at it with: npd plugins check {}", file.string(),
                      reason, file.string())};
}

}  // namespace

std::vector<LoadFailure> fatal_libraries(const std::vector<fs::path>& files,
                                         std::chrono::milliseconds limit) {
  std::vector<LoadFailure> failures;
  for (std::size_t next = 0; next < files.size();) {
    const auto report =
        base::run_in_child([&](const base::TellStage& tell) { return load_all(files, next, tell); },
                           limit, base::LimitOf::stage);
    if (report.end == base::ChildReport::End::returned) break;
    const std::size_t at = report.stage.empty() ? next : std::stoul(report.stage);
    failures.push_back(fatal(files[at], ending_text(report, limit)));
    next = at + 1;
  }
  return failures;
}

}  // namespace npd::host
