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

/// (trial, bin), where something was recorded: nowhere in a bin of latents or inputs that has a
/// gap.
Tensor recorded(const Tensor& truth, Subject subject) {
  const Tensor known = at::isnan(truth).logical_not();
  return subject == Subject::rates ? known.any(2) : known.all(2);
}

/// All elements of (trial, time, dim) as (bin, dim).
Side side_of(const Tensor& values) {
  return Side(values.to(at::kDouble).contiguous().flatten(0, 1));
}

std::vector<std::int64_t> counts_of(const Tensor& recorded) {
  const Tensor counts = recorded.sum(1);
  return {counts.data_ptr<std::int64_t>(), counts.data_ptr<std::int64_t>() + counts.numel()};
}

}  // namespace

Comparison Comparison::of_trials(const std::vector<std::int64_t>& trials) const {
  std::vector<std::int64_t> starts{0}, rows, counts;
  for (const auto count : bins) starts.push_back(starts.back() + count);
  for (const auto trial : trials) {
    const auto at = static_cast<std::size_t>(trial);
    counts.push_back(bins[at]);
    for (auto row = starts[at]; row < starts[at + 1]; ++row) rows.push_back(row);
  }
  const Tensor index = at::tensor(rows, at::kLong);
  return {truth.pick(index), estimate.pick(index), counts};
}

std::optional<Comparison> compare(const Evaluation& evaluation, Subject subject) {
  const Named truth = truth_of(evaluation, subject);
  const Named estimate = estimate_of(evaluation, subject);
  if (is_absent(truth.tensor) || is_absent(estimate.tensor)) return std::nullopt;
  check_shape(truth.tensor, {any_size, any_size, any_size}, truth.name);
  check_shape(estimate.tensor, {truth.tensor.size(0), truth.tensor.size(1), any_size},
              estimate.name);
  check_finite(estimate.tensor, estimate.name);
  const Tensor gaps = at::isnan(truth.tensor);
  const bool complete = !gaps.any().item<bool>();
  check_finite(complete ? truth.tensor : truth.tensor.masked_fill(gaps, 0), truth.name);
  const auto all = static_cast<std::size_t>(truth.tensor.size(0));
  Comparison sides{side_of(truth.tensor), side_of(estimate.tensor),
                   std::vector<std::int64_t>(all, truth.tensor.size(1))};
  if (complete) return sides;
  const Tensor there = recorded(truth.tensor, subject);
  const Tensor rows = there.flatten().nonzero().flatten();
  return Comparison{sides.truth.pick(rows), sides.estimate.pick(rows), counts_of(there)};
}

}  // namespace npd::metrics
