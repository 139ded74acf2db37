#include "host/ending_text.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>

namespace npd::host {
namespace {

std::string quoted_output(const base::ChildReport& report) {
  return report.output.empty() ? "" : fmt::format("; its last words: {}", report.output);
}

std::string several_lines(const base::ChildReport& report, std::chrono::milliseconds limit) {
  switch (report.end) {
    case base::ChildReport::End::crashed:
      return fmt::format("crashed: {}{}", ::strsignal(report.number), quoted_output(report));
    case base::ChildReport::End::exited:
      return fmt::format("ended the process with exit code {}{}", report.number,
                         quoted_output(report));
    default:
      return fmt::format("gave no answer for {:.3g} s",
                         std::chrono::duration<double>(limit).count());
  }
}

}  // namespace

std::string ending_text(const base::ChildReport& report, std::chrono::milliseconds limit) {
  std::string text = several_lines(report, limit);
  std::replace(text.begin(), text.end(), '\n', ' ');
  return text;
}

}  // namespace npd::host
