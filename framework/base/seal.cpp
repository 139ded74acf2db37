#include "base/seal.hpp"

#include "base/sha256.hpp"

#include <npd/error.hpp>

#include <fstream>

namespace npd::base {
namespace {

constexpr std::string_view title = "npd: the SHA-256 of all bytes behind this block of 512 is\n";

std::string block_of(const std::string& sha256) {
  std::string block = std::string(title) + sha256 + '\n';
  block.resize(seal_bytes);
  return block;
}

std::string first_bytes(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  std::string block(seal_bytes, '\0');
  in.read(block.data(), static_cast<std::streamsize>(block.size()));
  block.resize(static_cast<std::size_t>(in.gcount()));
  return block;
}

}  // namespace

std::string seal_of(const std::filesystem::path& file) {
  return block_of(sha256_of_file(file, seal_bytes));
}

std::string check_seal(const std::filesystem::path& file) {
  std::error_code ignored;
  if (!std::filesystem::exists(file, ignored)) throw DataError(file.string() + ": no such file");
  auto sha256 = sha256_of_file(file, seal_bytes);
  if (first_bytes(file) == block_of(sha256)) return sha256;
  throw DataError(
      file.string() +
      ": is damaged, or was not written by this version of npd: its SHA-256 is not that "
      "of its content");
}

}  // namespace npd::base
