#include "model/factor_map.hpp"

#include <npd/ops.hpp>

#include <cmath>

namespace npd::model {

FactorMap::FactorMap(std::int64_t state_dim, std::int64_t factor_dim)
    : weight_(parameter("weight", {factor_dim, state_dim},
                        normal(1 / std::sqrt(static_cast<double>(state_dim))))) {}

Tensor FactorMap::normalised_as(at::ScalarType type) const {
  const Tensor weight = weight_.to(type);
  // A row of zeros stays one.
  return weight / at::norm(weight, 2, {1}, true).clamp_min(1e-12);
}

}  // namespace npd::model
