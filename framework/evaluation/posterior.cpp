#include "evaluation/posterior.hpp"

#include <npd/ops.hpp>

#include <c10/core/GradMode.h>

#include <numeric>
#include <vector>

namespace npd::eval {
namespace {

constexpr Tensor PosteriorAverages::*fields[] = {
    &PosteriorAverages::rates,
    &PosteriorAverages::variances,
    &PosteriorAverages::factors,
    &PosteriorAverages::ic_mean,
    &PosteriorAverages::ic_std,
    &PosteriorAverages::controller_means,
    &PosteriorAverages::controller_stds,
    &PosteriorAverages::controller_states,
    &PosteriorAverages::generator_states,
    &PosteriorAverages::generator_inputs,
    &PosteriorAverages::initial_state,
};

PosteriorAverages one_sample(const model::Output& output, seq::OutputDistribution distribution) {
  const auto& sequence = output.sequence;
  PosteriorAverages sample;
  sample.rates = seq::output_means(distribution, output.reconstruction.parameters);
  sample.variances = seq::output_variances(distribution, output.reconstruction.parameters);
  sample.factors = sequence.factors;
  sample.ic_mean = output.ic_mean;
  sample.ic_std = output.ic_std;
  sample.controller_means = sequence.controller_means;
  sample.controller_stds = sequence.controller_stds;
  sample.controller_states = sequence.controller_states;
  sample.generator_states = sequence.generator_states;
  sample.generator_inputs = sequence.generator_inputs;
  sample.initial_state = output.initial_state;
  return sample;
}

// In float64, so that the sum of many samples keeps the digits of each.
void accumulate(PosteriorAverages& sums, const PosteriorAverages& sample) {
  for (const auto field : fields) {
    Tensor& sum = sums.*field;
    const Tensor& term = sample.*field;
    if (!term.defined()) continue;
    sum = sum.defined() ? sum.add_(term) : term.to(at::kDouble).contiguous();
  }
}

}  // namespace

void SamplingConfig::visit(Params& p) {
  p("samples", samples, "Posterior samples of each trial that the outputs are averaged over",
    at_least(1));
  p("batch_size", batch_size, "Trials sampled at once", at_least(1), "trials");
}

PosteriorAverages sample_posterior(const model::Lfads& model, const train::TrainingData& data,
                                   const SamplingConfig& config, std::uint64_t seed,
                                   const std::function<void(std::int64_t)>& on_trials) {
  const c10::AutoGradMode no_gradient(false);
  std::vector<std::int64_t> all(static_cast<std::size_t>(data.trials()));
  std::iota(all.begin(), all.end(), 0);

  std::vector<PosteriorAverages> parts;
  std::int64_t done = 0;
  for (const auto& trials : train::cut(all, config.batch_size)) {
    const auto batch = data.batch(trials);
    const auto encoded = model.encode(batch.encoded, nullptr);
    auto& sums = parts.emplace_back();
    for (std::int64_t sample = 0; sample < config.samples; ++sample) {
      model::PhiloxDraws draws(seed, {"sample", 0, static_cast<std::uint32_t>(sample)}, trials);
      accumulate(sums, one_sample(model.decode(encoded, batch, {&draws, nullptr, 0}),
                                  model.output_distribution()));
    }
    done += static_cast<std::int64_t>(trials.size());
    if (on_trials) on_trials(done);
  }

  PosteriorAverages averages;
  for (const auto field : fields) {
    if (!(parts.front().*field).defined()) continue;
    std::vector<Tensor> pieces;
    for (auto& part : parts) {
      pieces.push_back((part.*field).div_(static_cast<double>(config.samples)).to(at::kFloat));
    }
    averages.*field = at::cat(pieces, 0);
  }
  check_finite(averages.rates, "posterior sampling: rates (trial, time, neuron)");
  return averages;
}

}  // namespace npd::eval
