#include "base/kept_memory.hpp"

#include <npd/ops.hpp>

#include <sys/resource.h>

#include <npd/testing/catch.hpp>

#if !defined(__SANITIZE_ADDRESS__) && \
    !defined(__SANITIZE_THREAD__)  // they have their own allocators
TEST_CASE("large blocks are kept, not returned to the system, as long as they are asked to be") {
  const auto page_faults = [] {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt;
  };
  const auto use_block = [] { at::ones({64 << 20}, at::kByte); };
  {
    const npd::base::KeptMemory kept;
    // glibc before 2.38 takes some repetitions until it finds an aligned block again.
    for (int i = 0; i < 10; ++i) use_block();
    const auto before = page_faults();
    use_block();
    CHECK(page_faults() - before < 20);  // 16384 pages of 4 kB, 32 of 2 MB, if the block is new
  }
  const auto before = page_faults();
  use_block();
  CHECK(page_faults() - before >= 20);
}
#endif
