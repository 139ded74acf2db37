#pragma once

#include <npd/module.hpp>

#include <cstdint>

namespace npd::model {

/// The bottleneck between a generator's state and the factors: W, each of whose rows is scaled to
/// length 1 wherever it is used, so that the map cannot grow; no bias [Sedler2023].
class FactorMap final : public Module {
 public:
  FactorMap(std::int64_t state_dim, std::int64_t factor_dim);

  /// (factor, state), with rows of length 1.
  Tensor normalised() const { return normalised_as(weight_.scalar_type()); }

  /// The same, computed in float32 or float64.
  Tensor normalised_as(at::ScalarType type) const;

 private:
  Tensor weight_;
};

}  // namespace npd::model
