#include "sequence/buffers.hpp"

#include <cstddef>
#include <new>

namespace npd::seq {
namespace {

constexpr std::align_val_t alignment{64};

}  // namespace

void BufferPool::Free::operator()(float* floats) const { ::operator delete[](floats, alignment); }

void BufferPool::GiveBack::operator()(float* floats) const {
  (*shelves)[size].emplace_back(floats);
}

Buffer BufferPool::take(std::int64_t size) {
  auto& shelf = (*shelves_)[size];
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

}  // namespace npd::seq
