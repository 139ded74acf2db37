#pragma once

#include <cstdint>
#include <cstring>

/// \file transpose_block.hpp
/// Transposition in registers, for functions marked NPD_MULTIVERSION.
namespace npd::base {

constexpr std::int64_t block_size = 8;

/// to[j * to_row + i] = rows[i][column + j] for i, j < 8.
[[gnu::always_inline]] inline void transpose_block(const float* const* rows, std::int64_t column,
                                                   float* to, std::int64_t to_row) {
  constexpr int lanes = block_size;
  using Lanes __attribute__((vector_size(lanes * sizeof(float)))) = float;
  // Neighbouring rows are interleaved by one, then by two, then by four numbers.
  Lanes a[lanes], b[lanes];
  for (int i = 0; i < lanes; ++i) std::memcpy(&a[i], rows[i] + column, sizeof(Lanes));
  for (int i = 0; i < lanes; i += 2) {
    b[i] = __builtin_shufflevector(a[i], a[i + 1], 0, 8, 1, 9, 4, 12, 5, 13);
    b[i + 1] = __builtin_shufflevector(a[i], a[i + 1], 2, 10, 3, 11, 6, 14, 7, 15);
  }
  for (int i = 0; i < lanes; i += 4) {
    for (int j = 0; j < 2; ++j) {
      const Lanes &x = b[i + j], &y = b[i + j + 2];
      a[i + 2 * j] = __builtin_shufflevector(x, y, 0, 1, 8, 9, 4, 5, 12, 13);
      a[i + 2 * j + 1] = __builtin_shufflevector(x, y, 2, 3, 10, 11, 6, 7, 14, 15);
    }
  }
  for (int i = 0; i < lanes / 2; ++i) {
    const Lanes &x = a[i], &y = a[i + lanes / 2];
    b[i] = __builtin_shufflevector(x, y, 0, 1, 2, 3, 8, 9, 10, 11);
    b[i + lanes / 2] = __builtin_shufflevector(x, y, 4, 5, 6, 7, 12, 13, 14, 15);
  }
  for (int i = 0; i < lanes; ++i) std::memcpy(to + i * to_row, &b[i], sizeof(Lanes));
}

}  // namespace npd::base
