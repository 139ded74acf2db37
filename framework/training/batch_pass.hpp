#pragma once

#include "model/lfads.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

namespace npd::train {

/// What a pass over a batch reports.
struct BatchResult {
  Tensor parameters;  ///< of the reconstruction, (trial, time, output)
  model::Loss loss;   ///< float64 scalars
};

/// Makes the random numbers of `count` trials of a batch from `first` on. Called by several
/// threads.
using MakeDraws =
    std::function<std::unique_ptr<model::Draws>(std::int64_t first, std::int64_t count)>;

/// The draws of a batch of these trials, which must live as long.
MakeDraws philox_draws(std::uint64_t seed, const model::PhiloxDraws::Place& place,
                       const std::vector<std::int64_t>& trials);

/// A forward pass and a backward pass, with dropout, which leave the gradient of a batch's loss in
/// every trained weight. The batch is cut as the model's operations wish, so that only the shards
/// in work need memory; sums over shards are in their order, the same for any number of threads.
/// \throws NumericalError naming the first term of the loss that is not finite
BatchResult training_pass(const model::Lfads& model, const model::Batch& batch, std::int64_t epoch,
                          double cd_rate, const MakeDraws& draws);

/// A forward pass alone, without dropout.
/// \throws NumericalError as training_pass
BatchResult validation_pass(const model::Lfads& model, const model::Batch& batch,
                            std::int64_t epoch, const MakeDraws& draws);

}  // namespace npd::train
