#pragma once

#include <string>
#include <string_view>

namespace npd::report {

/// Bytes as a zlib stream [RFC 1950], which a browser's DecompressionStream("deflate") reads.
std::string deflated(std::string_view bytes);

}  // namespace npd::report
