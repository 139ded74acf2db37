#include "base/folder_lock.hpp"

#include "framework/app/run_program.hpp"

#include <npd/error.hpp>
#include <npd/testing/temporary_folder.hpp>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <ctime>
#include <fstream>
#include <optional>
#include <string>

#include <npd/testing/catch.hpp>

namespace {

bool file_system_has_locks = true;

}  // namespace

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wshadow"  // a struct has the same name
/// In place of the C library's for all code that is linked into the program.
extern "C" int flock(int descriptor, int operation) {
  if (file_system_has_locks) return static_cast<int>(::syscall(SYS_flock, descriptor, operation));
  errno = ENOLCK;
  return -1;
}
#pragma GCC diagnostic pop

namespace {

namespace fs = std::filesystem;
using npd::base::FolderLock;
using npd::base::LockFile;
using npd::testing::ContainsSubstring;
using npd::testing::read_text;
using npd::testing::TemporaryFolder;

std::string own_host() {
  utsname name{};
  ::uname(&name);
  return name.nodename;
}

/// A lock file as another process has left it, last touched some seconds ago.
void leave_lock(const fs::path& file, const std::string& content, long age_s) {
  std::ofstream(file) << content;
  const timespec then{std::time(nullptr) - age_s, 0};
  const timespec times[] = {then, then};
  REQUIRE(::utimensat(AT_FDCWD, file.c_str(), times, 0) == 0);
}

}  // namespace

TEST_CASE("a folder is locked once, until the lock's end") {
  const TemporaryFolder folder;
  CHECK_FALSE(FolderLock::is_held(folder.path()));
  {
    const FolderLock lock(folder.path());
    CHECK(lock.warning().empty());
    CHECK(FolderLock::is_held(folder.path()));
    CHECK_THROWS_WITH(FolderLock(folder.path()),
                      folder.path().string() +
                          ": another process is writing this run; wait for "
                          "it, or end it first");
  }
  CHECK_FALSE(FolderLock::is_held(folder.path()));
  const FolderLock again(folder.path());
}

TEST_CASE("where a file system has no locks, a file stands for one, and that is said") {
  const TemporaryFolder folder;
  const auto file = FolderLock::lock_file(folder.path());
  file_system_has_locks = false;
  {
    const FolderLock lock(folder.path());
    CHECK(lock.warning() ==
          "this file system has no locks (No locks available); run.lock stands for one");
    CHECK(fs::exists(file));
    CHECK(FolderLock::is_held(folder.path()));
    CHECK_THROWS_AS(FolderLock(folder.path()), npd::OutputError);
  }
  CHECK_FALSE(fs::exists(file));
  CHECK_FALSE(FolderLock::is_held(folder.path()));
  file_system_has_locks = true;
}

TEST_CASE("a folder that cannot be opened is not taken for locked") {
  const TemporaryFolder folder;
  CHECK_THROWS_AS(FolderLock(folder / "none"), npd::OutputError);
  CHECK_THROWS_WITH(
      FolderLock(folder / "none"),
      (folder / "none").string() + ": the folder cannot be locked: No such file or directory");
}

TEST_CASE("a lock file says whose it is, and goes with its holder") {
  const TemporaryFolder folder;
  const auto file = folder / "run.lock";
  {
    const LockFile lock(file, "this study");
    const auto holder = LockFile::holder(file);
    REQUIRE(holder);
    CHECK(holder->pid == ::getpid());
    CHECK(holder->host == own_host());
    CHECK_THROWS_WITH(LockFile(file, "this study"),
                      folder.path().string() + ": another process is writing this study (" +
                          holder->text() + "); wait for it, or end it first");
    CHECK(FolderLock::is_held(folder.path()));
  }
  CHECK(fs::is_empty(folder.path()));
  CHECK_FALSE(LockFile::holder(file));
}

TEST_CASE("the lock of a process that is gone is taken over, that of a living one never") {
  const TemporaryFolder folder;
  const auto file = folder / "run.lock";
  const auto host = own_host();
  // No process has this number, and this process did not start then.
  for (const auto& gone : {host + " 4194999 2026-01-01T00-00-00Z 12",
                           host + " " + std::to_string(::getpid()) + " 2026-01-01T00-00-00Z 12"}) {
    leave_lock(file, gone, 0);
    CHECK_FALSE(LockFile::holder(file));
    const LockFile lock(file, "this run");
    CHECK(LockFile::holder(file)->pid == ::getpid());
  }
  leave_lock(file, host + " 1 2026-01-01T00-00-00Z 0", 100000);  // the first process always is
  CHECK_THROWS_WITH(LockFile(file, "this run"), ContainsSubstring("process 1 on host " + host));
}

TEST_CASE("the lock of another host is taken over after five minutes without a heartbeat") {
  const TemporaryFolder folder;
  const auto file = folder / "run.lock";
  const std::string other = "another-host 7 2026-01-01T00-00-00Z 12";
  leave_lock(file, other, 290);
  CHECK_THROWS_WITH(
      LockFile(file, "this run"),
      ContainsSubstring("process 7 on host another-host, since 2026-01-01T00-00-00Z"));
  CHECK(LockFile::holder(file)->host == "another-host");
  leave_lock(file, other, 301);
  CHECK_FALSE(LockFile::holder(file));
  const LockFile lock(file, "this run");
  CHECK(LockFile::holder(file)->host == own_host());
}

TEST_CASE("a lock that became another's is not removed") {
  const TemporaryFolder folder;
  const auto file = folder / "run.lock";
  {
    const LockFile lock(file, "this run");
    std::ofstream(file) << "another-host 7 2026-01-01T00-00-00Z 12\n";
  }
  CHECK(read_text(file) == "another-host 7 2026-01-01T00-00-00Z 12\n");
}
