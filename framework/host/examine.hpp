#pragma once

#include "base/child_process.hpp"

#include <filesystem>
#include <string>

namespace npd::host {

/// What a library holds, or what is wrong with it; one of the two is empty.
struct Examination {
  std::string faults;
  std::string components;  ///< `generator "gru" 0.1.0, generator "frozen" 0.1.0 (needs inner)`
};

/// The work of check_library, in this process.
/// \param tell  called before each call into the library
Examination examine(const std::filesystem::path& file, const base::TellStage& tell);

}  // namespace npd::host
