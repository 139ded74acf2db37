#pragma once

#include "sequence/sequence_view.hpp"

#include <npd/panel.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

/// \file sparse_inputs.hpp
/// Spike counts are mostly 0: products with what is not take a fraction of the time. A product's
/// terms are added in the order in which <npd/panel.hpp> adds them, so that the results are the
/// same bits.
namespace npd::sequence {

/// What is not 0 in a panel's inputs, bin by bin and trial by trial.
class SparseInputs {
 public:
  struct Entry {
    std::int32_t feature;
    float value;
  };

  /// Nothing where too little is 0 for this to pay.
  static std::optional<SparseInputs> of(const SequenceView& inputs, std::int64_t first_trial,
                                        std::int64_t trials, std::int64_t bins);

  /// In the order of features.
  std::span<const Entry> at(std::int64_t bin, std::int64_t trial) const {
    const auto* end = ends_.data() + bin * trials_ + trial;
    return {entries_.data() + end[0], entries_.data() + end[1]};
  }

 private:
  /// The next trial's features of which a bit is set in its words.
  void add_marked(const float* features, std::int64_t stride, const std::uint32_t* words,
                  std::int64_t word_count);

  std::int64_t trials_ = 0;
  std::vector<Entry> entries_;
  std::vector<std::uint32_t> ends_;  // of a (bin, trial) and, before it, of the one before
};

/// y = W x + b.
class SparseLayer {
 public:
  /// \param b  w.rows numbers
  SparseLayer(ConstMatrix w, const float* b);

  /// \param y  [w.rows][trial], written
  void forward(Panel y, const SparseInputs& x, std::int64_t bin) const;

 private:
  std::int64_t row_;            // length of a padded column of W
  std::vector<float> bias_;     // padded
  std::vector<float> columns_;  // of W, each padded
};

/// The gradient of such a W, summed over bins.
class SparseWeightGradient {
 public:
  SparseWeightGradient(std::int64_t rows, std::int64_t features);

  /// \param grad_y  [rows][trial]
  void add(ConstPanel grad_y, const SparseInputs& x, std::int64_t bin);

  /// g += the sum.
  void add_to(Matrix g) const;

 private:
  std::int64_t row_;
  std::vector<float> columns_;
};

}  // namespace npd::sequence
