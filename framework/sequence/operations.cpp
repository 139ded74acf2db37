#include "sequence/operations.hpp"

#include "sequence/sample_sums.hpp"

#include <npd/ops.hpp>

#include <vector>

namespace npd::sequence {

Tensor Operations::decode_samples(const Controller& controller, Generator& generator,
                                  const DecoderInputs& inputs, Decoded& sums) {
  const auto trials = inputs.external.size(0);
  std::vector<Tensor> factors;
  for (std::int64_t first = 0; first < inputs.initial_state.size(0); first += trials) {
    DecoderInputs of_one = inputs;
    for (Tensor* x : {&of_one.initial_state, &of_one.initial_factors, &of_one.output_noise}) {
      if (x->defined()) *x = x->narrow(0, first, trials);
    }
    const Decoded sample = decode(controller, generator, of_one);
    factors.push_back(sample.factors);
    for (const auto part : decoded_parts) {
      if ((sample.*part).defined()) add_samples(sums.*part, sample.*part, trials);
    }
  }
  return factors.size() == 1 ? factors.front() : at::cat(factors, 0);
}

Tensor Operations::moments(Readout& readout, const Tensor& factors, std::int64_t /*outputs*/,
                           OutputDistribution distribution) {
  const Tensor parameters = readout.output_parameters(factors).detach();
  const Tensor means = output_means(distribution, parameters);
  const Tensor variances = output_variances(distribution, parameters);
  return variances.defined() ? at::cat({means, variances}, -1) : means;
}

}  // namespace npd::sequence
