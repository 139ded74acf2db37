#include "base/kept_memory.hpp"

#include <malloc.h>

#include <climits>

namespace npd::base {
namespace {

constexpr int default_threshold = 128 * 1024;

}  // namespace

void return_freed_memory() { ::malloc_trim(0); }

KeptMemory::KeptMemory() {
  ::mallopt(M_MMAP_THRESHOLD, 1 << 30);
  ::mallopt(M_TRIM_THRESHOLD, INT_MAX);
}

KeptMemory::~KeptMemory() {
  ::mallopt(M_MMAP_THRESHOLD, default_threshold);
  ::mallopt(M_TRIM_THRESHOLD, default_threshold);
  return_freed_memory();
}

}  // namespace npd::base
