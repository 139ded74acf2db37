#include "base/seal.hpp"

#include "framework/app/run_program.hpp"

#include <npd/error.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <fstream>
#include <string>

#include <npd/testing/catch.hpp>

namespace {

namespace fs = std::filesystem;
using npd::base::check_seal;
using npd::testing::read_text;
using npd::testing::TemporaryFolder;

void write(const fs::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary) << text;
}

/// A file of 1000 bytes with its seal.
std::string sealed(const fs::path& file) {
  std::string content(1000, 'x');
  write(file, std::string(npd::base::seal_bytes, '\0') + content);
  write(file, npd::base::seal_of(file) + content);
  return read_text(file);
}

}  // namespace

TEST_CASE("a sealed file says which bytes are in it") {
  const TemporaryFolder folder;
  const auto text = sealed(folder / "a");
  REQUIRE(text.size() == 1512);
  CHECK(check_seal(folder / "a") == text.substr(text.find('\n') + 1, 64));
  // Of the content alone: sha256sum of 1000 times x.
  CHECK(check_seal(folder / "a") ==
        "44f8354494a5ba03ba1792a8d3e9c534c47a9181980fde7a3f44b06ef2ae7c7f");
}

TEST_CASE("every flipped bit is noticed, in the seal too, and every cut") {
  const TemporaryFolder folder;
  const auto whole = sealed(folder / "a");
  const auto is_refused = [&](const std::string& text) {
    write(folder / "a", text);
    try {
      check_seal(folder / "a");
      return false;
    } catch (const npd::DataError&) {
      return true;
    }
  };
  CHECK_FALSE(is_refused(whole));
  for (std::size_t bit = 0; bit < 8 * whole.size(); bit += 7) {
    auto flipped = whole;
    flipped[bit / 8] = static_cast<char>(flipped[bit / 8] ^ (1 << (bit % 8)));
    INFO("bit " << bit);
    REQUIRE(is_refused(flipped));
  }
  for (std::size_t size = 0; size < whole.size(); size += 97) {
    INFO("cut at " << size);
    REQUIRE(is_refused(whole.substr(0, size)));
  }
  CHECK(is_refused(whole + "x"));
}

TEST_CASE("a file without a seal is named") {
  const TemporaryFolder folder;
  CHECK_THROWS_WITH(check_seal(folder / "none"), (folder / "none").string() + ": no such file");
  write(folder / "a", "text");
  CHECK_THROWS_WITH(check_seal(folder / "a"),
                    (folder / "a").string() +
                        ": is damaged, or was not written by this version of npd: its SHA-256 is "
                        "not that of its content");
}
