#include "host/check.hpp"

#include "base/child_process.hpp"
#include "host/crash.hpp"
#include "host/ending_text.hpp"
#include "host/examine.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace npd::host {
namespace {

/// Words of a message that was written for several lines.
std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace

LibraryCheck check_library(const std::filesystem::path& file, std::chrono::milliseconds limit) {
  const auto report = base::run_in_child(
      [&](const base::TellStage& tell) {
        leave_crashes_alone();
        const auto [faults, components] = examine(file, tell);
        return fmt::format("{}{}", faults.empty() ? '+' : '-', faults + components);
      },
      limit);
  if (report.end == base::ChildReport::End::returned) {
    return {report.result.starts_with('+'), one_line(report.result.substr(1))};
  }
  return {false, fmt::format("{}: {}", one_line(report.stage), ending_text(report, limit))};
}

}  // namespace npd::host
