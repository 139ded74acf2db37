#include "sequence/output_distribution.hpp"

#include "sequence/gaussian.hpp"

#include <npd/ops.hpp>

namespace npd::sequence {

Tensor output_means(OutputDistribution distribution, const Tensor& parameters) {
  if (distribution == OutputDistribution::poisson) return at::exp(parameters);
  return parameters.narrow(-1, 0, parameters.size(-1) / 2);
}

Tensor output_variances(OutputDistribution distribution, const Tensor& parameters) {
  if (distribution == OutputDistribution::poisson) return {};
  const auto neurons = parameters.size(-1) / 2;
  return at::exp(parameters.narrow(-1, neurons, neurons)).clamp_min(gaussian_variance_floor);
}

}  // namespace npd::sequence
