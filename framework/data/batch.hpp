#pragma once

#include <npd/tensor.hpp>

#include <cstdint>

namespace npd::data {

/// The trials of one step. All but `seen` start after the bins that only the initial condition's
/// encoder sees.
struct Batch {
  Tensor seen;      ///< (batch, time, neuron), what the encoders are given
  Tensor target;    ///< (batch, time, neuron), what the loss explains; maybe longer and wider
  Tensor external;  ///< (batch, time of target, external), external may be 0
  Tensor observed;  ///< 0/1, shaped as the target: what was recorded; undefined: everything
};

/// The sizes of a model that the data decide.
struct Sizes {
  std::int64_t seen_neurons = 0;
  std::int64_t neurons = 0;  ///< of the target, at least seen_neurons
  std::int64_t external_dim = 0;
};

}  // namespace npd::data
