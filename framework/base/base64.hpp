#pragma once

#include <string>
#include <string_view>

namespace npd::base {

/// Bytes as text, in groups of four characters with padding [RFC 4648, section 4].
std::string base64(std::string_view bytes);

}  // namespace npd::base
