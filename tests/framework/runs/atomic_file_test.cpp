#include "runs/atomic_file.hpp"

#include <npd/error.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <npd/testing/catch.hpp>

namespace fs = std::filesystem;
using npd::run::write_text;
using npd::testing::ContainsSubstring;
using npd::testing::TemporaryFolder;

namespace {

std::ptrdiff_t entries(const TemporaryFolder& folder) {
  return std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator());
}

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("a text is written as it is, and nothing else stays behind") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "scores.csv";
  const std::string text = "a,b\n" + std::string(100000, 'x') + '\0' + "end";
  write_text(path, text);
  CHECK(contents(path) == text);
  CHECK(entries(folder) == 1);
}

TEST_CASE("an existing file is replaced whole") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "run.json";
  write_text(path, "a long first version");
  write_text(path, "short");
  CHECK(contents(path) == "short");
  CHECK(entries(folder) == 1);
}

TEST_CASE("a file that cannot be written is named with the cause") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "missing" / "scores.csv";
  CHECK_THROWS_AS(write_text(path, "x"), npd::OutputError);
  CHECK_THROWS_WITH(write_text(path, "x"),
                    ContainsSubstring(path.string() + ": cannot write: No such file or directory"));
}

TEST_CASE("a failed write leaves no temporary file") {
  // A folder of the same name stands in the way of the rename.
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "scores.csv";
  fs::create_directory(path);
  CHECK_THROWS_WITH(write_text(path, "x"), ContainsSubstring("Is a directory"));
  CHECK(entries(folder) == 1);
}

TEST_CASE("what is there is not overwritten where the user chose the name") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "scores.csv";
  npd::run::refuse_existing(path);
  fs::create_symlink("nowhere", path);
  CHECK_THROWS_WITH(
      npd::run::refuse_existing(path),
      path.string() + ": exists already and is not overwritten; choose another name or remove it");
}
