#include "base/machine.hpp"

#include "base/control_groups.hpp"

#include <fmt/format.h>

#include <sched.h>
#include <sys/resource.h>
#include <unistd.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <limits>
#include <memory>
#include <vector>

namespace npd::base {
namespace {

/// Processors of the affinity mask, of however many there are.
int allowed_cores() {
  for (int most = 1024; most <= 1 << 20; most *= 2) {
    const std::unique_ptr<cpu_set_t, void (*)(cpu_set_t*)> set(CPU_ALLOC(most),
                                                               [](cpu_set_t* s) { CPU_FREE(s); });
    const auto bytes = CPU_ALLOC_SIZE(most);
    if (::sched_getaffinity(0, bytes, set.get()) == 0) return CPU_COUNT_S(bytes, set.get());
  }
  return 1;
}

std::uint64_t installed_memory() {
  return static_cast<std::uint64_t>(::sysconf(_SC_PHYS_PAGES)) *
         static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

/// The soft limit, or the largest number.
std::uint64_t limit_of(__rlimit_resource resource) {
  rlimit limit{};
  if (::getrlimit(resource, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY) {
    return std::numeric_limits<std::uint64_t>::max();
  }
  return limit.rlim_cur;
}

struct Need {
  __rlimit_resource resource;
  const char* what;
  const char* option;   ///< of ulimit
  std::uint64_t unit;   ///< that ulimit counts in
  std::uint64_t least;  ///< in that unit
  const char* unit_name;
};

/// A small experiment takes 0.9 GB of address space, most of it LibTorch and what that loads, and
/// each thread its stack and a buffer of the BLAS, which waits for ever for one that it cannot
/// have.
std::vector<Need> needs() {
  const auto threads = static_cast<std::uint64_t>(usable_cores());
  return {
      {RLIMIT_AS, "address space", "-v", 1024, 1'000'000 + 64'000 * threads, " kB"},
      {RLIMIT_DATA, "memory for data", "-d", 1024, 400'000 + 64'000 * threads, " kB"},
      {RLIMIT_STACK, "stack", "-s", 1024, 1024, " kB"},
      {RLIMIT_NOFILE, "number of open files", "-n", 1, 64, ""},
  };
}

}  // namespace

int usable_cores() {
  const auto granted = ControlGroups().cpus();
  const int allowed = std::max(1, allowed_cores());
  return granted ? static_cast<int>(std::clamp(std::ceil(*granted), 1.0, double(allowed)))
                 : allowed;
}

std::uint64_t memory_limit() {
  return std::min({installed_memory(), ControlGroups().memory().value_or(installed_memory()),
                   limit_of(RLIMIT_AS), limit_of(RLIMIT_DATA)});
}

std::uint64_t available_memory() {
  std::ifstream in("/proc/meminfo");
  std::uint64_t available = 0;
  for (std::string word; in >> word;) {
    std::uint64_t kilobytes = 0;
    if (word == "MemAvailable:" && in >> kilobytes) available = kilobytes * 1024;
  }
  return std::min(available, ControlGroups().memory_left().value_or(available));
}

std::string process_limit_text() {
  const auto limit = limit_of(RLIMIT_NPROC);
  if (limit == std::numeric_limits<std::uint64_t>::max()) return {};
  return fmt::format("; ulimit -u allows this user {} processes and threads", limit);
}

std::optional<std::string> limit_that_is_too_low() {
  for (const auto& need : needs()) {
    const auto limit = limit_of(need.resource) / need.unit;
    if (limit >= need.least) continue;
    return fmt::format(
        "the {0} of this process is limited to {1}{2}, and npd needs {3}{2} at least; raise the "
        "limit: ulimit {4} {3}, or what the batch system has for it",
        need.what, limit, need.unit_name, need.least, need.option);
  }
  return std::nullopt;
}

}  // namespace npd::base
