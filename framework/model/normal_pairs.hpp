#pragma once

#include <cstddef>
#include <cstdint>

namespace npd::model {

/// Two independent normal numbers from two uniform words [Box1958], `count` times:
/// sqrt(-2 ln u) (cos, sin)(2 pi v) with u = (first + 1) / 2^32 and v = second / 2^32. Absolute
/// error below 1.5e-6.
void normal_pairs(const std::uint32_t* first, const std::uint32_t* second, std::size_t count,
                  float* cosines, float* sines);

}  // namespace npd::model
