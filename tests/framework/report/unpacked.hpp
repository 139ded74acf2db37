#pragma once

#include <zlib.h>

#include <stdexcept>
#include <string>
#include <string_view>

/// \file unpacked.hpp
/// What a browser does with the data of a page.
namespace npd::testing {

inline std::string bytes_of_base64(std::string_view text) {
  constexpr std::string_view digits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string bytes;
  unsigned group = 0;
  int bits = 0;
  for (const char c : text) {
    if (c == '=') break;
    const auto digit = digits.find(c);
    if (digit == digits.npos) throw std::runtime_error("no base64");
    group = group << 6U | static_cast<unsigned>(digit);
    if ((bits += 6) >= 8)
      bytes += static_cast<char>(group >> static_cast<unsigned>(bits -= 8) & 255U);
  }
  return bytes;
}

inline std::string inflated(const std::string& packed, std::size_t size) {
  std::string bytes(size, '\0');
  uLongf length = size;
  if (uncompress(reinterpret_cast<Bytef*>(bytes.data()), &length,
                 reinterpret_cast<const Bytef*>(packed.data()), packed.size()) != Z_OK) {
    throw std::runtime_error("no zlib stream");
  }
  bytes.resize(length);
  return bytes;
}

}  // namespace npd::testing
