#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

/// \file sha256.hpp
/// SHA-256 [FIPS 180-4], always as 64 hexadecimal digits.
namespace npd::base {

/// The digest of bytes that come piece by piece.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(const Sha256&) = delete;
  Sha256& operator=(const Sha256&) = delete;

  void add(std::string_view bytes);

  /// Of all that was added. Once only, at the end.
  std::string hex();

 private:
  struct Context;
  std::unique_ptr<Context> context_;
};

std::string sha256_of(std::string_view bytes);

/// Of a file's bytes behind the first `skip`.
/// \throws DataError if the file cannot be read
std::string sha256_of_file(const std::filesystem::path& path, std::size_t skip = 0);

}  // namespace npd::base
