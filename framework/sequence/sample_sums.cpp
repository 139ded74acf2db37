#include "sequence/sample_sums.hpp"

#include "sequence/sequence_view.hpp"

#include <npd/ops.hpp>
#include <npd/vector_math.hpp>

#include <cassert>
#include <cstring>

namespace npd::sequence {
namespace {

constexpr std::int64_t half = 8, whole = 2 * half;
using Floats __attribute__((vector_size(half * sizeof(float)))) = float;
using Doubles __attribute__((vector_size(half * sizeof(double)))) = double;

[[gnu::always_inline]] inline void add_half(Doubles& sum, const float* term) {
  Floats x;
  std::memcpy(&x, term, sizeof(x));
  sum += __builtin_convertvector(x, Doubles);
}

NPD_MULTIVERSION void add_rows(double* sums, std::int64_t trials, const float* samples,
                               std::int64_t columns, std::int64_t rows) {
  for (std::int64_t row = 0; row < rows; ++row, sums += trials, samples += columns) {
    std::int64_t trial = 0;
    for (; trial + whole <= trials; trial += whole) {
      Doubles low, high;
      std::memcpy(&low, sums + trial, sizeof(low));
      std::memcpy(&high, sums + trial + half, sizeof(high));
      for (std::int64_t column = trial; column < columns; column += trials) {
        add_half(low, samples + column);
        add_half(high, samples + column + half);
      }
      std::memcpy(sums + trial, &low, sizeof(low));
      std::memcpy(sums + trial + half, &high, sizeof(high));
    }
    for (; trial < trials; ++trial) {
      for (std::int64_t column = trial; column < columns; column += trials) {
        sums[trial] += static_cast<double>(samples[column]);
      }
    }
  }
}

/// Whether trials, or samples, are side by side in memory.
bool side_by_side(const Tensor& sequence) {
  return sequence.dim() == 3 && sequence.permute({1, 2, 0}).is_contiguous();
}

Tensor zeros_like_one_sample(const Tensor& samples, std::int64_t trials) {
  if (samples.dim() == 3) {
    return new_sequence(trials, samples.size(1), samples.size(2), at::kDouble).zero_();
  }
  auto sizes = samples.sizes().vec();
  sizes[0] = trials;
  return at::zeros(sizes, at::kDouble);
}

}  // namespace

void add_samples(double* sums, std::int64_t trials, ConstPanel samples) {
  assert(samples.trials % trials == 0);
  add_rows(sums, trials, samples.data, samples.trials, samples.features);
}

void add_samples(Tensor& sums, const Tensor& samples, std::int64_t trials) {
  if (!sums.defined()) sums = zeros_like_one_sample(samples, trials);
  const auto columns = samples.size(0);
  assert(columns % trials == 0);
  const bool in_floats = samples.scalar_type() == at::kFloat;
  if (in_floats && side_by_side(samples) && side_by_side(sums)) {
    add_rows(sums.data_ptr<double>(), trials, samples.data_ptr<float>(), columns,
             samples.size(1) * samples.size(2));
    return;
  }
  if (in_floats && samples.is_contiguous() && sums.is_contiguous()) {
    add_rows(sums.data_ptr<double>(), sums.numel(), samples.data_ptr<float>(), samples.numel(), 1);
    return;
  }
  for (std::int64_t first = 0; first < columns; first += trials) {
    sums.add_(samples.narrow(0, first, trials));
  }
}

}  // namespace npd::sequence
