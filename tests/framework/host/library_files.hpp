#pragma once

#include <filesystem>
#include <fstream>
#include <string>

/// What the tests of libraries as files share.
namespace npd::testing {

inline const std::filesystem::path fixtures = NPD_FIXTURES;

inline std::filesystem::path write_file(const std::filesystem::path& file,
                                        const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
  return file;
}

inline std::filesystem::path copy_gru(const std::filesystem::path& file) {
  std::filesystem::copy_file(std::filesystem::path(NPD_PLUGIN_DIR) / "gru.so", file);
  return file;
}

}  // namespace npd::testing
