#pragma once

#include <npd/abi.h>

#include <string>

namespace npd {

/// The SDK's semantic version, "MAJOR.MINOR.PATCH", from the numbers in abi.h.
inline std::string sdk_version() {
  return std::to_string(NPD_SDK_VERSION_MAJOR) + "." + std::to_string(NPD_SDK_VERSION_MINOR) + "." +
         std::to_string(NPD_SDK_VERSION_PATCH);
}

}  // namespace npd
