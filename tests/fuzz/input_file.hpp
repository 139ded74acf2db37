#pragma once

#include <npd/testing/temporary_folder.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <string_view>

/// \file input_file.hpp
/// What the fuzzers share: what is read are files.
namespace npd::fuzz {

/// A file of that name with these bytes; there is one at a time.
inline std::filesystem::path input_file(const char* name, std::string_view bytes) {
  static const testing::TemporaryFolder folder;
  auto path = folder / name;
  std::ofstream(path, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return path;
}

inline std::string_view bytes_of(const std::uint8_t* data, std::size_t size) {
  return {reinterpret_cast<const char*>(data), size};
}

/// What must never be so: the fuzzer keeps the input.
[[noreturn]] inline void found(const std::string& what) {
  std::cerr << "found: " << what << std::endl;
  __builtin_trap();
}

}  // namespace npd::fuzz
