#pragma once

#include "model/lfads.hpp"

#include <npd/dataset.hpp>

#include <cstdint>
#include <vector>

namespace npd::train {

/// A data set as the model reads it: float32, whole in memory, trials in the data set's order.
class TrainingData {
 public:
  explicit TrainingData(const Trials& trials);

  /// The trials of these indices.
  model::Batch batch(const std::vector<std::int64_t>& trials) const;

  /// The true rates of these trials, (trial, time, neuron); undefined where unknown.
  Tensor true_rates(const std::vector<std::int64_t>& trials) const;

  const Split& split() const { return split_; }
  std::int64_t trials() const { return encoded_.size(0); }
  model::Shape shape() const;

 private:
  Split split_;
  Tensor encoded_, reconstructed_, external_, true_rates_;
};

/// Cuts indices into batches of `size`; the last one may be smaller.
std::vector<std::vector<std::int64_t>> cut(const std::vector<std::int64_t>& indices,
                                           std::int64_t size);

}  // namespace npd::train
