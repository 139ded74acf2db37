#include "runs/atomic_file.hpp"

#include <npd/error.hpp>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <npd/testing/catch.hpp>

namespace fs = std::filesystem;
using npd::run::write_text;
using npd::testing::ContainsSubstring;

namespace {

/// A folder of its own for each test, removed at its end.
class Folder {
 public:
  Folder() {
    std::string pattern = (fs::temp_directory_path() / "npd_atomic_XXXXXX").string();
    REQUIRE(mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  ~Folder() { fs::remove_all(path_); }
  Folder(const Folder&) = delete;
  Folder& operator=(const Folder&) = delete;

  const fs::path& path() const { return path_; }
  std::ptrdiff_t entries() const {
    return std::distance(fs::directory_iterator(path_), fs::directory_iterator());
  }

 private:
  fs::path path_;
};

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

TEST_CASE("a text is written as it is, and nothing else stays behind") {
  const Folder folder;
  const fs::path path = folder.path() / "scores.csv";
  const std::string text = "a,b\n" + std::string(100000, 'x') + '\0' + "end";
  write_text(path, text);
  CHECK(contents(path) == text);
  CHECK(folder.entries() == 1);
}

TEST_CASE("an existing file is replaced whole") {
  const Folder folder;
  const fs::path path = folder.path() / "run.json";
  write_text(path, "a long first version");
  write_text(path, "short");
  CHECK(contents(path) == "short");
  CHECK(folder.entries() == 1);
}

TEST_CASE("a file that cannot be written is named with the cause") {
  const Folder folder;
  const fs::path path = folder.path() / "missing" / "scores.csv";
  CHECK_THROWS_AS(write_text(path, "x"), npd::OutputError);
  CHECK_THROWS_WITH(write_text(path, "x"),
                    ContainsSubstring(path.string() + ": cannot write: No such file or directory"));
}

TEST_CASE("a failed write leaves no temporary file") {
  // A folder of the same name stands in the way of the rename.
  const Folder folder;
  const fs::path path = folder.path() / "scores.csv";
  fs::create_directory(path);
  CHECK_THROWS_WITH(write_text(path, "x"), ContainsSubstring("Is a directory"));
  CHECK(folder.entries() == 1);
}

TEST_CASE("what is there is not overwritten where the user chose the name") {
  const Folder folder;
  const fs::path path = folder.path() / "scores.csv";
  npd::run::refuse_existing(path);
  fs::create_symlink("nowhere", path);
  CHECK_THROWS_WITH(
      npd::run::refuse_existing(path),
      path.string() + ": exists already and is not overwritten; choose another name or remove it");
}
