#pragma once

#include <string_view>

namespace npd::base {

/// Whether an error of LibTorch is that the system has no more memory: it has no type for it that
/// the CPU's allocator throws, only words.
inline bool tells_of_no_memory(std::string_view message) {
  return message.find("can't allocate memory") != std::string_view::npos ||
         message.find("not enough memory") != std::string_view::npos;
}

}  // namespace npd::base
