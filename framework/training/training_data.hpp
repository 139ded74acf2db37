#pragma once

#include "model/lfads.hpp"

#include <npd/dataset.hpp>

#include <cstdint>
#include <vector>

namespace npd::training {

/// A data set as the model reads it: float32, whole in memory, trials in the data set's order. NaN
/// counts are 0 to the encoders and not observed to the loss.
class TrainingData {
 public:
  /// \param ic_bins  how many bins at the start of each trial only the initial condition's encoder
  ///                 sees; all but the encoders' data start after them
  /// \throws ConfigError for the key "ic_enc_seq_len" if no encoded bin is left
  explicit TrainingData(const Trials& trials, std::int64_t ic_bins = 0);

  /// The trials of these indices.
  model::Batch batch(const std::vector<std::int64_t>& trials) const;

  /// The true rates of these trials, (trial, time, neuron); undefined where unknown.
  Tensor true_rates(const std::vector<std::int64_t>& trials) const;

  /// How many values of these trials were observed.
  double observations(const std::vector<std::int64_t>& trials) const;

  const Split& split() const { return split_; }
  std::int64_t trials() const { return encoded_.size(0); }

  /// How many of the bins that the model reconstructs its encoders see.
  std::int64_t encoded_bins() const { return encoded_bins_; }
  model::Shape shape() const;

 private:
  Split split_;
  std::int64_t encoded_bins_;
  Tensor encoded_, reconstructed_, observed_, external_, true_rates_;
};

/// Cuts indices into batches of `size`; the last one may be smaller.
std::vector<std::vector<std::int64_t>> cut(const std::vector<std::int64_t>& indices,
                                           std::int64_t size);

}  // namespace npd::training
