#pragma once

#include "base/child_process.hpp"

#include <chrono>
#include <string>

namespace npd::host {

/// How a child process that tried a library ended before its work was done, in one line: "crashed:
/// Segmentation fault; its last words: ...".
/// \param limit  the one that it had
std::string ending_text(const base::ChildReport& report, std::chrono::milliseconds limit);

}  // namespace npd::host
