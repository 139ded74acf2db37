#include "common/comparison.hpp"

#include <cassert>
#include <string>

namespace npd::metrics {

namespace {

using RowMajorMatrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;

struct Side {
  const char* name;
  const Tensor& tensor;
};

Side truth_of(const Evaluation& evaluation, Subject subject) {
  switch (subject) {
    case Subject::rates:
      return {"true rates (trial, time, neuron)", evaluation.truth.rates};
    case Subject::latents:
      return {"true latents (trial, time, latent)", evaluation.truth.latents};
    case Subject::inputs:
      return {"true inputs (trial, time, input)", evaluation.truth.inputs};
    case Subject::spikes:
      break;
  }
  assert(false && "spikes have no truth");
  return {"", evaluation.spikes};
}

Side estimate_of(const Evaluation& evaluation, Subject subject) {
  switch (subject) {
    case Subject::rates:
      return {"estimated rates (trial, time, neuron)", evaluation.estimates.rates};
    case Subject::latents:
      return {"estimated latents (trial, time, factor)", evaluation.estimates.latents};
    case Subject::inputs:
      return {"estimated inputs (trial, time, input)", evaluation.estimates.inputs};
    case Subject::spikes:
      break;
  }
  assert(false && "spikes have no estimate");
  return {"", evaluation.estimates.rates};
}

bool is_absent(const Tensor& tensor) { return !tensor.defined() || tensor.numel() == 0; }

Eigen::MatrixXd rows_of(const Side& side) {
  check_finite(side.tensor, side.name);
  const Tensor values = side.tensor.to(at::kDouble).contiguous();
  return Eigen::Map<const RowMajorMatrix>(values.data_ptr<double>(),
                                          values.size(0) * values.size(1), values.size(2));
}

Eigen::MatrixXd pick(const Eigen::MatrixXd& rows, std::int64_t bins,
                     const std::vector<std::int64_t>& trials) {
  Eigen::MatrixXd picked(static_cast<Eigen::Index>(trials.size()) * bins, rows.cols());
  Eigen::Index to = 0;
  for (const std::int64_t trial : trials) {
    picked.middleRows(to, bins) = rows.middleRows(trial * bins, bins);
    to += bins;
  }
  return picked;
}

}  // namespace

Comparison Comparison::of_trials(const std::vector<std::int64_t>& trials) const {
  return {pick(truth, bins, trials), pick(estimate, bins, trials), bins};
}

std::optional<Comparison> compare(const Evaluation& evaluation, Subject subject) {
  const Side truth = truth_of(evaluation, subject);
  const Side estimate = estimate_of(evaluation, subject);
  if (is_absent(truth.tensor) || is_absent(estimate.tensor)) return std::nullopt;
  check_shape(truth.tensor, {any_size, any_size, any_size}, truth.name);
  check_shape(estimate.tensor, {truth.tensor.size(0), truth.tensor.size(1), any_size},
              estimate.name);
  return Comparison{rows_of(truth), rows_of(estimate), truth.tensor.size(1)};
}

}  // namespace npd::metrics
