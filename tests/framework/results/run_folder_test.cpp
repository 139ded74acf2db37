#include "results/run_folder.hpp"
#include "base/times.hpp"

#include <npd/error.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <filesystem>
#include <fstream>

#include <npd/testing/catch.hpp>

namespace fs = std::filesystem;
using npd::results::RunFolder;
using npd::testing::TemporaryFolder;

namespace {

/// Makes another folder the working directory for a while.
class WorkingDirectory {
 public:
  explicit WorkingDirectory(const fs::path& folder) : before_(fs::current_path()) {
    fs::current_path(folder);
  }
  ~WorkingDirectory() { fs::current_path(before_); }
  WorkingDirectory(const WorkingDirectory&) = delete;
  WorkingDirectory& operator=(const WorkingDirectory&) = delete;

 private:
  fs::path before_;
};

}  // namespace

TEST_CASE("two runs of one second get folders of their own") {
  const TemporaryFolder folder;
  const WorkingDirectory here(folder.path());
  std::string before, after;
  fs::path first, second;
  do {  // until both are made in one second
    before = npd::base::utc_time_text();
    first = RunFolder::create("group/experiment").path();
    second = RunFolder::create("group/experiment").path();
    after = npd::base::utc_time_text();
  } while (before != after);
  CHECK(first == fs::current_path() / "runs/group/experiment" / before);
  CHECK(second == first.string() + "-2");
  CHECK(fs::is_directory(first));
  CHECK(fs::is_directory(second));
}

TEST_CASE("a named folder is made with those above it, or taken if it is empty") {
  const TemporaryFolder folder;
  CHECK(RunFolder::create_at(folder / "a/b").path() == folder / "a/b");
  CHECK(RunFolder::create_at(folder / "a/b").record() == folder / "a/b/run.json");
}

TEST_CASE("a folder of the user's own is not taken for that of a run that had just begun") {
  const TemporaryFolder folder;
  const auto is_taken = [&] {
    try {
      RunFolder::create_at(folder.path());
      return true;
    } catch (const npd::OutputError&) {
      return false;
    }
  };
  std::ofstream(folder / ".run.json.npd-12-0.tmp") << "{";
  std::ofstream{folder / "log.txt"};
  CHECK(is_taken());
  std::ofstream(folder / "config.toml") << "mine";
  CHECK_FALSE(is_taken());
  std::ofstream(folder / "run.json") << R"({"outcome": "running"})";
  CHECK(is_taken());
  for (const std::string outcome : {"finished", "failed", "interrupted"}) {
    std::ofstream(folder / "run.json") << R"({"outcome": ")" + outcome + "\"}";
    CHECK_FALSE(is_taken());
  }
  std::ofstream(folder / "run.json") << R"({"outcome": "running"})";
  std::ofstream(folder / "notes.txt") << "mine";
  CHECK_FALSE(is_taken());
}

TEST_CASE("a named folder with something in it is refused and left alone") {
  const TemporaryFolder folder;
  std::ofstream(folder / "notes.txt") << "mine";
  CHECK_THROWS_AS(RunFolder::create_at(folder.path()), npd::OutputError);
  CHECK_THROWS_WITH(RunFolder::create_at(folder.path()),
                    folder.path().string() +
                        ": the folder is not empty, and a run never "
                        "overwrites another; choose a new one with --out");
  CHECK_THROWS_WITH(RunFolder::create_at(folder / "notes.txt/run"),
                    (folder / "notes.txt/run").string() +
                        ": the folder cannot be made: Not a directory; choose another place with "
                        "--out");
  CHECK(fs::file_size(folder / "notes.txt") == 4);
}
