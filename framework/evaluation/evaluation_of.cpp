#include "evaluation/evaluation_of.hpp"

#include "data/unrecorded.hpp"

#include <npd/ops.hpp>

namespace npd::evaluation {
namespace {

/// In float64, without the bins before the model starts.
Tensor prepared(const Tensor& x, std::int64_t first_bin) {
  if (!x.defined()) return x;
  return (first_bin > 0 ? x.slice(1, first_bin) : x).to(at::kDouble);
}

}  // namespace

Evaluation evaluation_of(const Trials& trials, const PosteriorAverages& averages,
                         bool has_controller, std::uint64_t seed) {
  const Tensor& target = target_of(trials);
  const auto first = target.size(1) - averages.rates.size(1);
  Evaluation evaluation;
  evaluation.bin_s = trials.bin_s;
  evaluation.seed = seed;
  evaluation.conditions = trials.conditions;
  evaluation.behaviour = trials.behaviour;
  evaluation.behaviour.values = prepared(trials.behaviour.values, first);
  evaluation.external_input = prepared(trials.external_input, first);
  evaluation.trial_info = trials.trial_info;
  evaluation.neuron_info = trials.neuron_info;
  evaluation.trial_arrays = trials.trial_arrays;
  for (const auto& [name, rows] : averages.further) evaluation.trial_arrays[name] = rows;
  evaluation.arrays = trials.arrays;
  evaluation.arrays.erase("conversion_factor");  // of the file's rates, not of these
  evaluation.truth = {prepared(trials.truth.rates, first), prepared(trials.truth.latents, first),
                      prepared(trials.truth.inputs, first)};
  evaluation.estimates.rates = prepared(averages.rates, 0);
  evaluation.estimates.latents = prepared(averages.factors, 0);
  if (has_controller) evaluation.estimates.inputs = prepared(averages.generator_inputs, 0);
  evaluation.estimates.initial_mean = prepared(averages.ic_mean, 0);
  evaluation.estimates.initial_std = prepared(averages.ic_std, 0);
  evaluation.estimates.controller_mean = prepared(averages.controller_means, 0);
  evaluation.estimates.controller_std = prepared(averages.controller_stds, 0);
  evaluation.spikes = prepared(target, first);
  evaluation.split = trials.split;
  evaluation.poisson = !averages.variances.defined();
  evaluation.seen_neurons = trials.spikes.size(2);
  evaluation.seen_bins = trials.spikes.size(1) - first;
  data::hide_unrecorded(evaluation, "true ");
  return evaluation;
}

}  // namespace npd::evaluation
