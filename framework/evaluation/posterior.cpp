#include "evaluation/posterior.hpp"

#include <npd/ops.hpp>
#include <npd/vector_math.hpp>

#include <c10/core/GradMode.h>

#include <algorithm>
#include <mutex>
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

NPD_MULTIVERSION void add(double* __restrict sums, const float* __restrict terms, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) sums[i] += terms[i];
}

void add_to(Tensor& sum, const Tensor& term) {
  const bool alike = term.scalar_type() == at::kFloat && term.strides() == sum.strides() &&
                     term.is_non_overlapping_and_dense();
  if (alike) {
    add(sum.data_ptr<double>(), term.data_ptr<float>(), sum.numel());
  } else {
    sum.add_(term);
  }
}

// In float64, so that the sum of many samples keeps the digits of each.
void accumulate(PosteriorAverages& sums, const PosteriorAverages& sample) {
  for (const auto field : fields) {
    Tensor& sum = sums.*field;
    const Tensor& term = sample.*field;
    if (!term.defined()) continue;
    if (sum.defined()) {
      add_to(sum, term);
    } else {
      sum = term.to(at::kDouble, /*non_blocking=*/false, /*copy=*/true);
    }
  }
}

// The means over all samples of some trials.
PosteriorAverages sample_trials(const model::Lfads& model, const train::TrainingData& data,
                                const SamplingConfig& config, std::uint64_t seed,
                                const std::vector<std::int64_t>& trials) {
  const auto batch = data.batch(trials);
  const auto encoded = model.encode_for_sampling(batch);
  PosteriorAverages sums;
  for (std::int64_t sample = 0; sample < config.samples; ++sample) {
    model::PhiloxDraws draws(seed, {"sample", 0, static_cast<std::uint32_t>(sample)}, trials);
    accumulate(sums, one_sample(model.decode(encoded, batch, {&draws, nullptr, 0}),
                                model.output_distribution()));
  }
  for (const auto field : fields) {
    if ((sums.*field).defined()) (sums.*field).div_(static_cast<double>(config.samples));
  }
  return sums;
}

// Some trials' part of arrays of `trials` trials, in float32.
void store(const PosteriorAverages& part, PosteriorAverages& all, std::int64_t first,
           std::int64_t trials) {
  for (const auto field : fields) {
    const Tensor& values = part.*field;
    if (!values.defined()) continue;
    auto sizes = values.sizes().vec();
    sizes[0] = trials;
    if (!(all.*field).defined()) all.*field = at::empty(sizes, at::kFloat);
    (all.*field).narrow(0, first, values.size(0)).copy_(values);
  }
}

}  // namespace

void SamplingConfig::visit(Params& p) {
  p("samples", samples, "Posterior samples of each trial that the outputs are averaged over",
    at_least(1));
  p("batch_size", batch_size, "Trials that a thread samples at once, at most", at_least(1),
    "trials");
}

PosteriorAverages sample_posterior(const model::Lfads& model, const train::TrainingData& data,
                                   const SamplingConfig& config, std::uint64_t seed,
                                   const std::function<void(std::int64_t)>& on_trials) {
  auto& operations = model.operations();
  const auto shard = operations.shard_trials();
  const auto at_once = shard > 0 ? std::min(shard, config.batch_size) : config.batch_size;
  std::vector<std::int64_t> all(static_cast<std::size_t>(data.trials()));
  std::iota(all.begin(), all.end(), 0);
  const auto parts = train::cut(all, at_once);

  PosteriorAverages averages;
  std::int64_t done = 0;
  std::mutex mutex;
  operations.for_each(static_cast<std::int64_t>(parts.size()), [&](std::int64_t i) {
    const c10::AutoGradMode no_gradient(false);
    const auto& trials = parts[static_cast<std::size_t>(i)];
    PosteriorAverages means = sample_trials(model, data, config, seed, trials);
    const std::lock_guard lock(mutex);
    store(means, averages, trials.front(), data.trials());
    done += static_cast<std::int64_t>(trials.size());
    if (on_trials) on_trials(done);
  });
  check_finite(averages.rates, "posterior sampling: rates (trial, time, neuron)");
  return averages;
}

}  // namespace npd::eval
