#include "training/side_by_side.hpp"

#include <npd/ops.hpp>
#include <npd/vector_math.hpp>

#include <cassert>
#include <cstring>

namespace npd::train {
namespace {

constexpr std::int64_t lanes = 8;
using Lanes __attribute__((vector_size(lanes * sizeof(float)))) = float;

// A block of 8 x 8: neighbouring rows are interleaved by one, then by two, then by four numbers.
[[gnu::always_inline]] inline void transpose_block(const float* const* rows, std::int64_t column,
                                                   float* to, std::int64_t to_row) {
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

// to[column * to_row + i] = rows[i][column], for eight rows.
NPD_MULTIVERSION void put_side_by_side(const float* const* rows, std::int64_t columns, float* to,
                                       std::int64_t to_row) {
  std::int64_t column = 0;
  for (; column + lanes <= columns; column += lanes) {
    transpose_block(rows, column, to + column * to_row, to_row);
  }
  for (; column < columns; ++column) {
    for (int i = 0; i < lanes; ++i) to[column * to_row + i] = rows[i][column];
  }
}

}  // namespace

Tensor side_by_side(const Tensor& sequence, std::span<const std::int64_t> trials) {
  assert(sequence.scalar_type() == at::kFloat && sequence.is_contiguous());
  const auto batch = static_cast<std::int64_t>(trials.size());
  const auto size = sequence.size(1) * sequence.size(2);
  const Tensor result = at::empty({sequence.size(1), sequence.size(2), batch}, at::kFloat);
  const auto* from = sequence.data_ptr<float>();
  auto* to = result.data_ptr<float>();
  const auto trial = [&](std::int64_t i) {
    return from + trials[static_cast<std::size_t>(i)] * size;
  };
  std::int64_t first = 0;
  for (; first + lanes <= batch; first += lanes) {
    const float* rows[lanes];
    for (std::int64_t i = 0; i < lanes; ++i) rows[i] = trial(first + i);
    put_side_by_side(rows, size, to + first, batch);
  }
  for (; first < batch; ++first) {
    const float* row = trial(first);
    for (std::int64_t i = 0; i < size; ++i) to[i * batch + first] = row[i];
  }
  return result.permute({2, 0, 1});
}

}  // namespace npd::train
