#pragma once

#include "host/library.hpp"

#include <chrono>
#include <filesystem>
#include <vector>

namespace npd::host {

/// How long one library may take to load before it counts as hanging.
inline constexpr std::chrono::seconds loading_limit{20};

/// Loads libraries one behind the other in a child process, so that one that crashes, ends the
/// process or hangs as soon as it is loaded does so there.
/// \return those that did, and how; what else may be wrong with a library is not told here
/// \throws Error if the system gives no process
std::vector<LoadFailure> fatal_libraries(const std::vector<std::filesystem::path>& files,
                                         std::chrono::milliseconds limit);

}  // namespace npd::host
