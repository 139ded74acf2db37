#include "app/threads.hpp"

#include <npd/ops.hpp>

#include <ATen/Parallel.h>
#include <dlfcn.h>

#include <sys/resource.h>

#include <npd/testing/catch.hpp>

namespace npd::app {

TEST_CASE("one thread, whatever was asked for before") {
  at::set_num_threads(2);
  use_one_thread();
  CHECK(at::get_num_threads() == 1);

  void* openblas = ::dlopen("libopenblas.so.0", RTLD_NOW | RTLD_NOLOAD);
  if (openblas == nullptr) return;  // LibTorch runs on another BLAS here
  const auto get = reinterpret_cast<int (*)()>(::dlsym(openblas, "openblas_get_num_threads"));
  const auto set = reinterpret_cast<void (*)(int)>(::dlsym(openblas, "openblas_set_num_threads"));
  set(2);
  use_one_thread();
  CHECK(get() == 1);
}

TEST_CASE("the BLAS behind LibTorch has a name") {
  at::matmul(at::ones({2, 2}), at::ones({2, 2}));
  const bool openblas = ::dlopen("libopenblas.so.0", RTLD_NOW | RTLD_NOLOAD) != nullptr;
  CHECK_THAT(blas_name(), testing::ContainsSubstring(openblas ? "OpenBLAS" : "BLAS"));
}

#if !defined(__SANITIZE_ADDRESS__)  // AddressSanitizer has an allocator of its own
TEST_CASE("large blocks are kept, not returned to the system") {
  keep_freed_memory();
  const auto page_faults = [] {
    rusage usage{};
    ::getrusage(RUSAGE_SELF, &usage);
    return usage.ru_minflt;
  };
  const auto use_block = [] { at::ones({64 << 20}, at::kByte); };
  // glibc before 2.38 takes some repetitions until it finds an aligned block again.
  for (int i = 0; i < 10; ++i) use_block();
  const auto before = page_faults();
  use_block();
  CHECK(page_faults() - before < 1000);  // 16384 pages of 4 kB if the block is new
}
#endif

}  // namespace npd::app
