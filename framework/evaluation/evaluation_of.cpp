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

/// All that does not come from a model, without the bins before `first`.
Evaluation of_data(const Trials& trials, std::int64_t first, std::uint64_t seed) {
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
  evaluation.arrays = trials.arrays;
  evaluation.arrays.erase("conversion_factor");  // of the file's rates, not of these
  evaluation.truth = {prepared(trials.truth.rates, first), prepared(trials.truth.latents, first),
                      prepared(trials.truth.inputs, first)};
  evaluation.spikes = prepared(target_of(trials), first);
  evaluation.split = trials.split;
  evaluation.poisson = !trials.real_valued;
  evaluation.seen_neurons = trials.spikes.size(2);
  evaluation.seen_bins = trials.spikes.size(1) - first;
  return evaluation;
}

}  // namespace

Evaluation evaluation_of(const Trials& trials, std::uint64_t seed) {
  auto evaluation = of_data(trials, 0, seed);
  data::hide_unrecorded(evaluation, "true ");
  return evaluation;
}

Evaluation evaluation_of(const Trials& trials, const PosteriorAverages& averages,
                         bool has_controller, std::uint64_t seed) {
  auto evaluation = of_data(trials, target_of(trials).size(1) - averages.rates.size(1), seed);
  for (const auto& [name, rows] : averages.further) evaluation.trial_arrays[name] = rows;
  auto& estimates = evaluation.estimates;
  estimates.rates = prepared(averages.rates, 0);
  estimates.latents = prepared(averages.factors, 0);
  if (has_controller) estimates.inputs = prepared(averages.generator_inputs, 0);
  estimates.initial_mean = prepared(averages.ic_mean, 0);
  estimates.initial_std = prepared(averages.ic_std, 0);
  estimates.controller_mean = prepared(averages.controller_means, 0);
  estimates.controller_std = prepared(averages.controller_stds, 0);
  evaluation.poisson = !averages.variances.defined();
  data::hide_unrecorded(evaluation, "true ");
  return evaluation;
}

}  // namespace npd::evaluation
