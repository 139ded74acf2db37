#include "synced.hpp"

#include <fmt/format.h>

#include <sys/syscall.h>
#include <unistd.h>

#include <utility>

namespace npd::testing {
namespace {

std::vector<std::filesystem::path> synced;

void note(int descriptor) {
  std::error_code ignored;
  synced.push_back(
      std::filesystem::read_symlink(fmt::format("/proc/self/fd/{}", descriptor), ignored));
}

}  // namespace

std::vector<std::filesystem::path> take_synced() { return std::exchange(synced, {}); }

}  // namespace npd::testing

/// In place of the C library's for all code that is linked into the program.
extern "C" int fsync(int descriptor) {
  npd::testing::note(descriptor);
  return static_cast<int>(::syscall(SYS_fsync, descriptor));
}
