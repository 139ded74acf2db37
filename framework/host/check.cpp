#include "host/check.hpp"

#include "base/child_process.hpp"
#include "host/crash.hpp"
#include "host/examine.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace npd::host {
namespace {

/// Words of a message that was written for several lines.
std::string one_line(std::string text) {
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

std::string quoted_output(const base::ChildReport& report) {
  return report.output.empty() ? "" : fmt::format("; its last words: {}", report.output);
}

std::string seconds(std::chrono::milliseconds limit) {
  return fmt::format("{:.3g} s", std::chrono::duration<double>(limit).count());
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
  switch (report.end) {
    case base::ChildReport::End::returned:
      return {report.result.starts_with('+'), one_line(report.result.substr(1))};
    case base::ChildReport::End::crashed:
      return {false, one_line(fmt::format("{}: crashed: {}{}", report.stage,
                                          ::strsignal(report.number), quoted_output(report)))};
    case base::ChildReport::End::exited:
      return {false, one_line(fmt::format("{}: ended the process with exit code {}{}", report.stage,
                                          report.number, quoted_output(report)))};
    case base::ChildReport::End::timed_out:
      break;
  }
  return {false, fmt::format("{}: gave no answer for {}", one_line(report.stage), seconds(limit))};
}

}  // namespace npd::host
