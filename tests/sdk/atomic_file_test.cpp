#include <npd/atomic_file.hpp>

#include "synced.hpp"

#include <npd/error.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <sys/resource.h>

#include <csignal>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

namespace fs = std::filesystem;
using npd::AtomicFile;
using npd::IfExists;
using npd::write_text;
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

TEST_CASE("a file is on the disk before it has its name, and then its name is, too") {
  const TemporaryFolder folder;
  npd::testing::take_synced();
  AtomicFile file(folder.path() / "run.json");
  file.write("text");
  file.commit();
  CHECK(npd::testing::take_synced() == std::vector{file.temporary(), folder.path()});
}

TEST_CASE("a file that cannot be written is named with the cause") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "missing" / "scores.csv";
  CHECK_THROWS_AS(write_text(path, "x"), npd::OutputError);
  CHECK_THROWS_WITH(
      write_text(path, "x"),
      path.string() + ": cannot be written: there is no folder " + path.parent_path().string());
}

TEST_CASE("a file that is not committed, or cannot be, leaves nothing") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "scores.csv";
  {
    AtomicFile file(path);
    file.write("half");
    CHECK(entries(folder) == 1);
  }
  CHECK(entries(folder) == 0);
  {
    AtomicFile file(path);
    fs::create_directory(path);  // stands in the way
    CHECK_THROWS_WITH(file.commit(), path.string() + ": cannot be written: Is a directory");
  }
  CHECK(entries(folder) == 1);
}

TEST_CASE("only regular files are written, and no link is followed") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "scores.csv", victim = folder.path() / "victim";
  write_text(victim, "precious");
  fs::create_symlink(victim, path);
  CHECK_THROWS_WITH(write_text(path, "x"),
                    path.string() +
                        ": is a symbolic link, and only files are written; choose "
                        "another name");
  CHECK_THROWS_WITH(write_text(folder.path(), "x"), ContainsSubstring(": is a folder, and only"));
  CHECK_THROWS_WITH(write_text("/dev/null", "x"), ContainsSubstring(": is a device, and only"));
  CHECK(contents(victim) == "precious");
}

TEST_CASE("a temporary that somebody planted is left alone") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "scores.csv", victim = folder.path() / "victim";
  write_text(victim, "precious");
  const fs::path first = AtomicFile(path).temporary();
  fs::create_symlink(victim, first);
  write_text(path, "x");
  CHECK(contents(victim) == "precious");
  CHECK(contents(path) == "x");
  CHECK(fs::is_symlink(first));
}

TEST_CASE("a name that was taken while the file was written is not overwritten") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "scores.csv";
  AtomicFile file(path, IfExists::refuse);
  file.write("ours");
  write_text(path, "theirs");
  CHECK_THROWS_WITH(file.commit(), ContainsSubstring("exists already and is not overwritten"));
  CHECK(contents(path) == "theirs");
}

TEST_CASE("where there is no room, the message says how much was needed and is free") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "scores.csv";
  write_text(path, "old");
  const auto before = std::signal(SIGXFSZ, SIG_IGN);
  rlimit limit{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &limit) == 0);
  const rlimit small{1000, limit.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &small) == 0);
  std::string message;
  try {
    write_text(path, std::string(2'500'000, 'x'));
  } catch (const npd::OutputError& error) {
    message = error.what();
  }
  ::setrlimit(RLIMIT_FSIZE, &limit);
  std::signal(SIGXFSZ, before);
  CHECK_THAT(message, ContainsSubstring(path.string() +
                                        ": cannot be written: File too large: "
                                        "2.5 MB are needed and files may have 1.0 kB here (ulimit "
                                        "-f); the file is as it was before"));
  CHECK(contents(path) == "old");
  CHECK(entries(folder) == 1);
}

TEST_CASE("only the temporaries of AtomicFile count as unfinished") {
  const TemporaryFolder folder;
  CHECK(npd::is_unfinished(AtomicFile(folder.path() / "best.h5").temporary()));
  CHECK(npd::is_unfinished("run/.last.h5.npd-17-0.tmp"));
  for (const char* name : {"notes.tmp", ".notes.tmp", "a.npd-1-0.tmp", ".a.npd-1-0.tmp.txt",
                           ".a.npd-1.tmp", ".a.npd-x-0.tmp", "last.h5.tmp-17-0", ".", ""}) {
    CHECK_FALSE(npd::is_unfinished(name));
  }
}

TEST_CASE("what is there is not overwritten where the user chose the name") {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "scores.csv";
  npd::refuse_existing(path);
  fs::create_symlink("nowhere", path);
  CHECK_THROWS_WITH(
      npd::refuse_existing(path),
      path.string() + ": exists already and is not overwritten; choose another name or remove it");
}
