#include "sequence/buffers.hpp"

#include <cstddef>
#include <new>

namespace npd::sequence {
namespace {

constexpr std::align_val_t alignment{64};

}  // namespace

void BufferPool::Free::operator()(float* floats) const { ::operator delete[](floats, alignment); }

void BufferPool::GiveBack::operator()(float* floats) const {
  const std::lock_guard lock(shelves->mutex);
  shelves->by_size[size].emplace_back(floats);
}

Buffer BufferPool::take(std::int64_t size) {
  const std::lock_guard lock(shelves_->mutex);
  auto& shelf = shelves_->by_size[size];
  float* floats = nullptr;
  if (shelf.empty()) {
    floats = static_cast<float*>(
        ::operator new[](static_cast<std::size_t>(size) * sizeof(float), alignment));
  } else {
    floats = shelf.back().release();
    shelf.pop_back();
  }
  return {floats, GiveBack{shelves_, size}};
}

void BufferPool::clear() {
  const std::lock_guard lock(shelves_->mutex);
  shelves_->by_size.clear();
}

}  // namespace npd::sequence
