#pragma once

namespace npd::base {

/// Gives freed memory that lies between used one back to the system, too.
void return_freed_memory();

/// While one lives, the C library keeps freed memory for the next allocation: by default it gives
/// every large block back to the system at once, and the page faults of the next one cost a
/// training in plain LibTorch about half its speed. At its end all that is unused goes back. One at
/// a time.
class KeptMemory {
 public:
  KeptMemory();
  ~KeptMemory();
  KeptMemory(const KeptMemory&) = delete;
  KeptMemory& operator=(const KeptMemory&) = delete;
};

}  // namespace npd::base
