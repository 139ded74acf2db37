#include "evaluation/evaluation_of.hpp"

#include <npd/ops.hpp>

namespace npd::evaluation {
namespace {

/// In float64, without the bins before the model starts.
Tensor prepared(const Tensor& x, std::int64_t first_bin) {
  return x.defined() ? x.slice(1, first_bin).to(at::kDouble) : x;
}

}  // namespace

Evaluation evaluation_of(const Trials& trials, const PosteriorAverages& averages,
                         bool has_controller) {
  const Tensor& target =
      trials.reconstructed_spikes.defined() ? trials.reconstructed_spikes : trials.spikes;
  const auto first = target.size(1) - averages.rates.size(1);
  Evaluation evaluation;
  evaluation.truth = {prepared(trials.truth.rates, first), prepared(trials.truth.latents, first),
                      prepared(trials.truth.inputs, first)};
  evaluation.estimates.rates = prepared(averages.rates, 0);
  evaluation.estimates.latents = prepared(averages.factors, 0);
  if (has_controller) evaluation.estimates.inputs = prepared(averages.generator_inputs, 0);
  evaluation.spikes = prepared(target, first);
  evaluation.split = trials.split;
  evaluation.poisson = !averages.variances.defined();
  evaluation.encoded_neurons = trials.spikes.size(2);
  evaluation.encoded_bins = trials.spikes.size(1) - first;
  return evaluation;
}

}  // namespace npd::evaluation
