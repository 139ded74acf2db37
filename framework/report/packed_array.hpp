#pragma once

#include <npd/tensor.hpp>

#include <cstdint>
#include <string>
#include <vector>

/// \file packed_array.hpp
/// Arrays as they travel in a page: rounded to steps, compressed, as text.
namespace npd::report {

/// Numbers over trials, channels (neurons, latents) and time. value = offset + step * code, with an
/// offset and a step for each channel; the highest code of so many bits is a gap (NaN). Where the
/// numbers of a channel are whole and few, its step is 1 and nothing is lost.
struct PackedArray {
  std::string name;                 ///< by which the page asks for it
  std::string unit;                 ///< "Hz"
  std::vector<std::int64_t> shape;  ///< trial, channel, time
  int bits = 8;                     ///< of a code, 8 or 16
  std::vector<double> offset, step;
  /// Base64 of a zlib stream of codes (trial, channel, time), each less the one before it in time,
  /// modulo 2^bits; all low bytes come first, then, with 16 bits, all high ones.
  std::string text;
};

/// \param rows  (trial, time, channel), floating type; finite or NaN
/// \param steps  at most, from the smallest to the largest number of a channel: up to 254 take 8
/// bits
///              a number, up to 65534 take 16
PackedArray pack(const std::string& name, const std::string& unit, const Tensor& rows, int steps);

}  // namespace npd::report
