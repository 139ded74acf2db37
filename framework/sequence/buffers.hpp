#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <vector>

namespace npd::sequence {

/// Keeps the memory of past steps for the next ones: a step needs the same blocks as the one
/// before, and fresh pages from the system would cost it a tenth of its time.
class BufferPool {
 private:
  struct Free {
    void operator()(float* floats) const;
  };
  /// Blocks that nobody uses, by size.
  struct Shelves {
    std::mutex mutex;
    std::map<std::int64_t, std::vector<std::unique_ptr<float[], Free>>> by_size;
  };
  struct GiveBack {
    std::shared_ptr<Shelves> shelves;
    std::int64_t size = 0;
    void operator()(float* floats) const;
  };

 public:
  /// A block of floats that goes back to its pool at its end, and may outlive the pool.
  using Buffer = std::unique_ptr<float[], GiveBack>;

  /// Floats of any content, at a multiple of 64 bytes.
  Buffer take(std::int64_t size);

  /// Frees all that nobody uses.
  void clear();

 private:
  std::shared_ptr<Shelves> shelves_ = std::make_shared<Shelves>();
};

using Buffer = BufferPool::Buffer;

}  // namespace npd::sequence
