#include "common/comparison.hpp"

#include <npd/ops.hpp>

#include <cassert>
#include <string>

namespace npd::metrics {

namespace {

struct Named {
  const char* name;
  const Tensor& tensor;
};

Named truth_of(const Evaluation& evaluation, Subject subject) {
  switch (subject) {
    case Subject::rates:
      return {"true rates (trial, time, neuron)", evaluation.truth.rates};
    case Subject::latents:
      return {"true latents (trial, time, latent)", evaluation.truth.latents};
    case Subject::inputs:
      return {"true inputs (trial, time, input)", evaluation.truth.inputs};
    default:
      break;
  }
  assert(false && "only rates, latents and inputs have a truth");
  return {"", evaluation.spikes};
}

Named estimate_of(const Evaluation& evaluation, Subject subject) {
  switch (subject) {
    case Subject::rates:
      return {"estimated rates (trial, time, neuron)", evaluation.estimates.rates};
    case Subject::latents:
      return {"estimated latents (trial, time, factor)", evaluation.estimates.latents};
    case Subject::inputs:
      return {"estimated inputs (trial, time, input)", evaluation.estimates.inputs};
    default:
      break;
  }
  assert(false && "only rates, latents and inputs have an estimate");
  return {"", evaluation.estimates.rates};
}

bool is_absent(const Tensor& tensor) { return !tensor.defined() || tensor.numel() == 0; }

Side side_of(const Named& named) {
  check_finite(named.tensor, named.name);
  return Side(named.tensor.to(at::kDouble).contiguous());
}

Side pick(const Side& side, const std::vector<std::int64_t>& trials) {
  return Side(side.values().index_select(0, at::tensor(trials, at::kLong)));
}

}  // namespace

Comparison Comparison::of_trials(const std::vector<std::int64_t>& trials) const {
  return {pick(truth, trials), pick(estimate, trials)};
}

std::optional<Comparison> compare(const Evaluation& evaluation, Subject subject) {
  const Named truth = truth_of(evaluation, subject);
  const Named estimate = estimate_of(evaluation, subject);
  if (is_absent(truth.tensor) || is_absent(estimate.tensor)) return std::nullopt;
  check_shape(truth.tensor, {any_size, any_size, any_size}, truth.name);
  check_shape(estimate.tensor, {truth.tensor.size(0), truth.tensor.size(1), any_size},
              estimate.name);
  return Comparison{side_of(truth), side_of(estimate)};
}

}  // namespace npd::metrics
