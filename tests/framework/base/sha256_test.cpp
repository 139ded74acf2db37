#include "base/sha256.hpp"

#include <npd/error.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <fstream>
#include <string>

#include <npd/testing/catch.hpp>

using npd::base::sha256_of_file;
using npd::testing::TemporaryFolder;

TEST_CASE("SHA-256 of the examples of FIPS 180-2, appendix B") {
  const TemporaryFolder folder;
  const auto sha256_of = [&](const std::string& text) {
    std::ofstream(folder / "file", std::ios::binary) << text;
    return sha256_of_file(folder / "file");
  };
  CHECK(sha256_of("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  // Longer than the buffer that the file is read through.
  CHECK(sha256_of(std::string(1000000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
  CHECK(sha256_of("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK_THROWS_WITH(sha256_of_file(folder / "none"),
                    (folder / "none").string() + ": cannot be read");
}
