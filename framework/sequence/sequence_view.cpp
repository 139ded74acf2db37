#include "sequence/sequence_view.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>
#include <npd/vector_math.hpp>

#include <algorithm>
#include <cassert>
#include <cstring>

namespace npd::sequence {
namespace {

// Calls use(float of the panel, float of the sequence) for every element. Features go in groups:
// a group's rows of the panel and of the sequence both stay in the cache while it is transposed.
template <class PanelType, class Use>
inline __attribute__((always_inline)) void for_each(PanelType panel, const SequenceView& sequence,
                                                    Place place, Use use) {
  assert(panel.features == sequence.features);
  constexpr std::int64_t group = 8;
  float* const origin = sequence.at(place);
  if (sequence.trial_stride == 1) {
    for (std::int64_t feature = 0; feature < panel.features; ++feature) {
      auto* row = panel.row(feature);
      float* values = origin + feature * sequence.feature_stride;
      for (std::int64_t trial = 0; trial < panel.trials; ++trial) use(row[trial], values[trial]);
    }
    return;
  }
  for (std::int64_t first = 0; first < panel.features; first += group) {
    const auto last = std::min(first + group, panel.features);
    for (std::int64_t trial = 0; trial < panel.trials; ++trial) {
      float* values = origin + trial * sequence.trial_stride;
      for (std::int64_t feature = first; feature < last; ++feature) {
        use(panel.row(feature)[trial], values[feature * sequence.feature_stride]);
      }
    }
  }
}

/// Whether the values of a place lie there as in the panel.
bool alike(const SequenceView& sequence, const ConstPanel& panel) {
  return sequence.trial_stride == 1 && sequence.feature_stride == panel.trials;
}

NPD_MULTIVERSION void set_products(float* __restrict y, const float* __restrict a,
                                   const float* __restrict b, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) y[i] = a[i] * b[i];
}

}  // namespace

SequenceView::SequenceView(const Tensor& tensor) {
  if (!tensor.defined()) return;
  if (tensor.scalar_type() != at::kFloat) {
    throw ShapeError("sequence " + shape_text(tensor.sizes()) +
                     ": panels are made of float32 tensors only; train in float32");
  }
  assert(tensor.dim() == 2 || tensor.dim() == 3);
  data = tensor.data_ptr<float>();
  features = tensor.size(-1);
  trial_stride = tensor.stride(0);
  bin_stride = tensor.dim() == 3 ? tensor.stride(1) : 0;
  feature_stride = tensor.stride(-1);
}

SequenceView SequenceView::feature_block(std::int64_t first, std::int64_t count) const {
  SequenceView block = *this;
  block.data += first * feature_stride;
  block.features = count;
  return block;
}

NPD_MULTIVERSION void read(Panel panel, const SequenceView& sequence, Place place) {
  for_each(panel, sequence, place, [](float& x, const float& y) { x = y; });
}

NPD_MULTIVERSION void add(Panel panel, const SequenceView& sequence, Place place) {
  for_each(panel, sequence, place, [](float& x, const float& y) { x += y; });
}

NPD_MULTIVERSION void multiply(Panel panel, const SequenceView& sequence, Place place) {
  for_each(panel, sequence, place, [](float& x, const float& y) { x *= y; });
}

NPD_MULTIVERSION void write(const SequenceView& sequence, Place place, ConstPanel panel) {
  for_each(panel, sequence, place, [](const float& x, float& y) { y = x; });
}

NPD_MULTIVERSION void read_repeatedly(Panel panel, const SequenceView& sequence,
                                      std::int64_t trials, std::int64_t bin) {
  assert(panel.features == sequence.features && panel.trials % trials == 0);
  constexpr std::int64_t lanes = 16;
  using Lanes __attribute__((vector_size(lanes * sizeof(float)))) = float;
  for (std::int64_t feature = 0; feature < panel.features; ++feature) {
    const float* from = sequence.at({bin, 0}) + feature * sequence.feature_stride;
    float* const row = panel.row(feature);
    std::int64_t trial = 0;
    for (; sequence.trial_stride == 1 && trial + lanes <= trials; trial += lanes) {
      Lanes values;
      std::memcpy(&values, from + trial, sizeof(values));
      for (std::int64_t column = trial; column < panel.trials; column += trials) {
        std::memcpy(row + column, &values, sizeof(values));
      }
    }
    for (; trial < trials; ++trial) {
      const float value = from[trial * sequence.trial_stride];
      for (std::int64_t column = trial; column < panel.trials; column += trials) {
        row[column] = value;
      }
    }
  }
}

Panel panel_to_write(const SequenceView& sequence, Place place, Panel memory) {
  if (!alike(sequence, memory)) return memory;
  return {sequence.at(place), memory.features, memory.trials};
}

ConstPanel panel_at(const SequenceView& sequence, Place place, Panel memory) {
  if (alike(sequence, memory)) return {sequence.at(place), memory.features, memory.trials};
  read(memory, sequence, place);
  return memory;
}

void read_masked(Panel panel, const SequenceView& sequence, const SequenceView& mask, Place place) {
  if (mask && alike(sequence, panel) && alike(mask, panel)) {
    set_products(panel.data, sequence.at(place), mask.at(place), panel.size());
    return;
  }
  read(panel, sequence, place);
  if (mask) multiply(panel, mask, place);
}

void write_masked(const SequenceView& sequence, const SequenceView& mask, Place place,
                  Panel panel) {
  if (mask && alike(sequence, panel) && alike(mask, panel)) {
    set_products(sequence.at(place), panel.data, mask.at(place), panel.size());
    return;
  }
  if (mask) multiply(panel, mask, place);
  write(sequence, place, panel);
}

Tensor new_sequence(std::int64_t batch, std::int64_t time, std::int64_t features,
                    at::ScalarType type) {
  return at::empty({time, features, batch}, type).permute({2, 0, 1});
}

}  // namespace npd::sequence
