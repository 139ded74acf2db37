#include "data/side_by_side.hpp"

#include "base/transpose_block.hpp"

#include <npd/ops.hpp>
#include <npd/vector_math.hpp>

#include <cassert>

namespace npd::data {
namespace {

constexpr std::int64_t lanes = base::block_size;

// to[column * to_row + i] = rows[i][column], for eight rows.
NPD_MULTIVERSION void put_side_by_side(const float* const* rows, std::int64_t columns, float* to,
                                       std::int64_t to_row) {
  std::int64_t column = 0;
  for (; column + lanes <= columns; column += lanes) {
    base::transpose_block(rows, column, to + column * to_row, to_row);
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

}  // namespace npd::data
