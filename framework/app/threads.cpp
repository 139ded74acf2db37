#include "app/threads.hpp"

#include <ATen/Parallel.h>
#include <dlfcn.h>
#include <malloc.h>
#include <omp.h>

#include <filesystem>

namespace npd::app {
namespace {

/// A function of a library that this process has loaded already, or null.
template <class Function>
Function* loaded_function(const char* library, const char* name) {
  void* handle = ::dlopen(library, RTLD_NOW | RTLD_NOLOAD);
  return handle == nullptr ? nullptr : reinterpret_cast<Function*>(::dlsym(handle, name));
}

constexpr const char* openblas = "libopenblas.so.0";

}  // namespace

void use_one_thread() {
  at::set_num_threads(1);
  ::omp_set_num_threads(1);
  if (auto* set_threads = loaded_function<void(int)>(openblas, "openblas_set_num_threads")) {
    set_threads(1);
  }
}

void use_one_heap() { ::mallopt(M_ARENA_MAX, 1); }

std::string blas_name() {
  if (auto* config = loaded_function<char*()>(openblas, "openblas_get_config")) return config();
  void* product = reinterpret_cast<void*>(loaded_function<void()>("libblas.so.3", "sgemm_"));
  Dl_info info{};
  if (product == nullptr || ::dladdr(product, &info) == 0) return "a BLAS of unknown origin";
  const std::string file = std::filesystem::canonical(info.dli_fname).string();
  if (file.find("/blas/libblas.so") != std::string::npos) {
    return "reference BLAS (slow: install libopenblas0-pthread)";
  }
  return file;
}

}  // namespace npd::app
