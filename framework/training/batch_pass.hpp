#pragma once

#include "data/recording.hpp"
#include "model/lfads.hpp"
#include "training/fit_quality.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace npd::training {

/// What a pass over a batch reports.
struct BatchResult {
  model::Loss loss;  ///< float64 scalars
  FitSums fit;
};

/// Some trials of a batch that are next to each other, and their random numbers.
struct Shard {
  data::Batch batch;
  Tensor true_rates;  ///< (trial, time, neuron); undefined where unknown
  std::unique_ptr<model::Draws> draws;
};

/// How many values the loss of a batch is about.
double observations(const data::Batch& batch);

/// A batch, of which a pass takes shards as it comes to them.
struct BatchSource {
  std::int64_t trials = 0;
  double observations = 0;  ///< how many values the loss is about
  SeenPart seen;            ///< of the bins of the target
  /// Trials first ... first + count - 1 of the batch. Called by several threads.
  std::function<Shard(std::int64_t first, std::int64_t count)> shard;
};

/// The batch of these trials of a data set; both must live as long.
BatchSource batch_of(const data::Recording& data, const std::vector<std::int64_t>& trials,
                     std::uint64_t seed, const model::PhiloxDraws::Place& place);

/// A forward pass and a backward pass, with dropout, which leave the gradient of a batch's loss in
/// every trained weight. The batch is cut as the model's operations wish, so that only the shards
/// in work need memory; sums over shards are in their order, the same for any number of threads.
/// \throws NumericalError naming the first term of the loss that is not finite
BatchResult training_pass(const model::Lfads& model, const BatchSource& batch, std::int64_t epoch,
                          double cd_rate);

/// A forward pass alone, without dropout.
/// \throws NumericalError as training_pass
BatchResult validation_pass(const model::Lfads& model, const BatchSource& batch,
                            std::int64_t epoch);

}  // namespace npd::training
