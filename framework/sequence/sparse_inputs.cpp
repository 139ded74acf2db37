#include "sequence/sparse_inputs.hpp"

#include "base/transpose_block.hpp"

#include <npd/vector_math.hpp>

#include <algorithm>
#include <bit>
#include <cassert>
#include <cstring>

namespace npd::sequence {
namespace {

using base::block_size;

using Entry = SparseInputs::Entry;

// Features are handled in strips that fit into registers, trials in eights: a strip of eight trials
// is what is transposed between "a trial's features side by side", as the columns of W are, and
// the panel's "a feature's trials side by side".
constexpr std::int64_t lanes = 16, vectors = 4, strip = lanes * vectors;
using Lanes __attribute__((vector_size(lanes * sizeof(float)))) = float;
using Strip = Lanes[vectors];

constexpr std::int64_t padded(std::int64_t rows) { return (rows + strip - 1) / strip * strip; }

[[gnu::always_inline]] inline void load(Strip& to, const float* from) {
  for (int i = 0; i < vectors; ++i) std::memcpy(&to[i], from + i * lanes, sizeof(Lanes));
}

[[gnu::always_inline]] inline void store(float* to, const Strip& from) {
  for (int i = 0; i < vectors; ++i) std::memcpy(to + i * lanes, &from[i], sizeof(Lanes));
}

[[gnu::always_inline]] inline void add_product(Strip& sum, float a, const float* b) {
  Strip x;
  load(x, b);
  for (int i = 0; i < vectors; ++i) sum[i] += a * x[i];
}

/// Some features, at most a strip, of eight trials, at most: features of a panel from a row on, its
/// trials from one on.
struct Part {
  std::int64_t row, rows, trial, trials;
};

/// Calls use(part) for every part of a panel.
template <class Use>
[[gnu::always_inline]] inline void for_each_part(std::int64_t rows, std::int64_t trials, Use use) {
  for (std::int64_t row = 0; row < rows; row += strip) {
    for (std::int64_t trial = 0; trial < trials; trial += block_size) {
      use(Part{row, std::min(strip, rows - row), trial, std::min(block_size, trials - trial)});
    }
  }
}

using Block = float[block_size][strip];  // [trial][feature]

[[gnu::always_inline]] inline void to_panel(Panel y, const Part& part, const Block& block) {
  const float* rows[block_size];
  for (int i = 0; i < block_size; ++i) rows[i] = block[i];
  float* const to = y.row(part.row) + part.trial;
  std::int64_t feature = 0;
  if (part.trials == block_size) {
    for (; feature + block_size <= part.rows; feature += block_size) {
      base::transpose_block(rows, feature, to + feature * y.trials, y.trials);
    }
  }
  for (; feature < part.rows; ++feature) {
    for (std::int64_t i = 0; i < part.trials; ++i) to[feature * y.trials + i] = block[i][feature];
  }
}

[[gnu::always_inline]] inline void from_panel(Block& block, const Part& part, ConstPanel y) {
  const float* const from = y.row(part.row) + part.trial;
  std::int64_t feature = 0;
  if (part.trials == block_size) {
    for (; feature + block_size <= part.rows; feature += block_size) {
      const float* rows[block_size];
      for (int i = 0; i < block_size; ++i) rows[i] = from + (feature + i) * y.trials;
      base::transpose_block(rows, 0, &block[0][feature], strip);
    }
  }
  for (; feature < part.rows; ++feature) {
    for (std::int64_t i = 0; i < part.trials; ++i) block[i][feature] = from[feature * y.trials + i];
  }
}

NPD_MULTIVERSION void multiply(Panel y, const float* columns, std::int64_t row, const float* bias,
                               const SparseInputs& x, std::int64_t bin) {
  for_each_part(
      y.features, y.trials, [&](const Part& part) __attribute__((always_inline)) {
        Block block;
        for (std::int64_t i = 0; i < part.trials; ++i) {
          Strip sum;
          load(sum, bias + part.row);
          for (const Entry& entry : x.at(bin, part.trial + i)) {
            add_product(sum, entry.value, columns + entry.feature * row + part.row);
          }
          store(block[i], sum);
        }
        to_panel(y, part, block);
      });
}

NPD_MULTIVERSION void add_outer_products(float* columns, std::int64_t row, ConstPanel y,
                                         const SparseInputs& x, std::int64_t bin) {
  Block block = {};  // its padding is added, too
  for_each_part(
      y.features, y.trials, [&](const Part& part) __attribute__((always_inline)) {
        from_panel(block, part, y);
        for (std::int64_t i = 0; i < part.trials; ++i) {
          for (const Entry& entry : x.at(bin, part.trial + i)) {
            float* const column = columns + entry.feature * row + part.row;
            Strip sum;
            load(sum, column);
            add_product(sum, entry.value, block[i]);
            store(column, sum);
          }
        }
      });
}

constexpr std::int64_t word_bits = 32;

// Sets bit `feature` of each trial's word where x, `stride` apart, is not 0.
NPD_MULTIVERSION void mark(std::uint32_t* __restrict words, const float* __restrict x,
                           std::int64_t stride, std::int64_t trials, std::int64_t feature) {
  const std::uint32_t bit = std::uint32_t{1} << feature;
  if (stride == 1) {
    for (std::int64_t i = 0; i < trials; ++i) words[i] |= x[i] != 0 ? bit : 0;
  } else {
    for (std::int64_t i = 0; i < trials; ++i) words[i] |= x[i * stride] != 0 ? bit : 0;
  }
}

}  // namespace

std::optional<SparseInputs> SparseInputs::of(const SequenceView& inputs, std::int64_t first_trial,
                                             std::int64_t trials, std::int64_t bins) {
  constexpr std::int64_t least_zeros_to_one = 4;
  const auto most = static_cast<std::size_t>(bins * trials * inputs.features / least_zeros_to_one);
  const auto word_count = (inputs.features + word_bits - 1) / word_bits;
  SparseInputs sparse;
  sparse.trials_ = trials;
  sparse.ends_.reserve(static_cast<std::size_t>(bins * trials + 1));
  sparse.ends_.push_back(0);
  std::vector<std::uint32_t> words;  // [word][trial], a bit for each feature
  for (std::int64_t bin = 0; bin < bins; ++bin) {
    const float* const origin = inputs.at({bin, first_trial});
    words.assign(static_cast<std::size_t>(word_count * trials), 0);
    for (std::int64_t feature = 0; feature < inputs.features; ++feature) {
      mark(words.data() + feature / word_bits * trials, origin + feature * inputs.feature_stride,
           inputs.trial_stride, trials, feature % word_bits);
    }
    for (std::int64_t trial = 0; trial < trials; ++trial) {
      sparse.add_marked(origin + trial * inputs.trial_stride, inputs.feature_stride,
                        words.data() + trial, word_count);
    }
    if (sparse.entries_.size() > most) return std::nullopt;
  }
  return sparse;
}

void SparseInputs::add_marked(const float* features, std::int64_t stride,
                              const std::uint32_t* words, std::int64_t word_count) {
  for (std::int64_t word = 0; word < word_count; ++word) {
    for (std::uint32_t left = words[word * trials_]; left != 0; left &= left - 1) {
      const auto feature = word * word_bits + std::countr_zero(left);
      entries_.push_back({static_cast<std::int32_t>(feature), features[feature * stride]});
    }
  }
  ends_.push_back(static_cast<std::uint32_t>(entries_.size()));
}

SparseLayer::SparseLayer(ConstMatrix w, const float* b)
    : row_(padded(w.rows)),
      bias_(static_cast<std::size_t>(row_)),
      columns_(static_cast<std::size_t>(row_ * w.columns)) {
  std::copy_n(b, w.rows, bias_.data());
  for (std::int64_t i = 0; i < w.rows; ++i) {
    for (std::int64_t j = 0; j < w.columns; ++j) {
      columns_[static_cast<std::size_t>(j * row_ + i)] = w.data[i * w.stride + j];
    }
  }
}

void SparseLayer::forward(Panel y, const SparseInputs& x, std::int64_t bin) const {
  assert(padded(y.features) == row_);
  multiply(y, columns_.data(), row_, bias_.data(), x, bin);
}

SparseWeightGradient::SparseWeightGradient(std::int64_t rows, std::int64_t features)
    : row_(padded(rows)), columns_(static_cast<std::size_t>(row_ * features)) {}

void SparseWeightGradient::add(ConstPanel grad_y, const SparseInputs& x, std::int64_t bin) {
  assert(padded(grad_y.features) == row_);
  add_outer_products(columns_.data(), row_, grad_y, x, bin);
}

void SparseWeightGradient::add_to(Matrix g) const {
  assert(padded(g.rows) == row_);
  for (std::int64_t i = 0; i < g.rows; ++i) {
    for (std::int64_t j = 0; j < g.columns; ++j) {
      g.data[i * g.stride + j] += columns_[static_cast<std::size_t>(j * row_ + i)];
    }
  }
}

}  // namespace npd::sequence
