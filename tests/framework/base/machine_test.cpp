#include "base/machine.hpp"

#include <sched.h>
#include <sys/resource.h>

#include <string>
#include <thread>

#include <npd/testing/catch.hpp>

using npd::base::limit_that_is_too_low;
using npd::testing::ContainsSubstring;
using npd::testing::StartsWith;

namespace {

/// A lower limit of this process for as long as it lives.
class Limited {
 public:
  Limited(__rlimit_resource resource, rlim_t value) : resource_(resource) {
    ::getrlimit(resource, &before_);
    const rlimit lower{value, before_.rlim_max};
    REQUIRE(::setrlimit(resource, &lower) == 0);
  }
  ~Limited() { ::setrlimit(resource_, &before_); }
  Limited(const Limited&) = delete;
  Limited& operator=(const Limited&) = delete;

 private:
  __rlimit_resource resource_;
  rlimit before_{};
};

}  // namespace

TEST_CASE("machine: the cores that count are those that this process may run on") {
  cpu_set_t before, one;
  REQUIRE(::sched_getaffinity(0, sizeof before, &before) == 0);
  CHECK(npd::base::usable_cores() >= 1);
  CHECK(npd::base::usable_cores() <= CPU_COUNT(&before));
  int first = 0;
  while (!CPU_ISSET(first, &before)) ++first;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  REQUIRE(::sched_setaffinity(0, sizeof one, &one) == 0);
  CHECK(npd::base::usable_cores() == 1);
  ::sched_setaffinity(0, sizeof before, &before);
}

TEST_CASE("machine: memory that can be had is known, and not more than all") {
  CHECK(npd::base::available_memory() > 0);
  CHECK(npd::base::available_memory() <= npd::base::memory_limit());
}

TEST_CASE("machine: a limit of the process that is too low is named, with the way to raise it") {
  CHECK_FALSE(limit_that_is_too_low());
  {
    const Limited files(RLIMIT_NOFILE, 20);
    CHECK(limit_that_is_too_low() ==
          "the number of open files of this process is limited to 20, and npd needs 64 at least; "
          "raise the limit: ulimit -n 64, or what the batch system has for it");
  }
  const Limited stack(RLIMIT_STACK, 100 << 10);
  CHECK_THAT(limit_that_is_too_low().value(),
             StartsWith("the stack of this process is limited to 100 kB, and npd needs 1024 kB") &&
                 ContainsSubstring("ulimit -s 1024"));
}

TEST_CASE("machine: messages of threads that cannot be started tell the limit, if there is one") {
  const Limited processes(RLIMIT_NPROC, 12345);
  CHECK(npd::base::process_limit_text() ==
        "; ulimit -u allows this user 12345 processes and threads");
}
