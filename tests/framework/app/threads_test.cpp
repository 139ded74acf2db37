#include "app/threads.hpp"

#include <npd/ops.hpp>

#include <ATen/Parallel.h>
#include <dlfcn.h>

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

}  // namespace npd::app
