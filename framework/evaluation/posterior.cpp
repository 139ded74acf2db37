#include "evaluation/posterior.hpp"

#include "sequence/sample_sums.hpp"
#include "sequence/sequence_view.hpp"

#include <npd/ops.hpp>

#include <c10/core/GradMode.h>

#include <algorithm>
#include <mutex>
#include <numeric>
#include <vector>

namespace npd::evaluation {
namespace {

constexpr std::int64_t few_trials = 16;  // a vector of the widest machines

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

/// Of some trials, the sums over samples, float64.
struct Sums {
  sequence::Decoded decoded;
  Tensor initial_state, moments;
};

PosteriorAverages averages_of(const Sums& sums, std::int64_t samples, const model::Encoded& encoded,
                              sequence::OutputDistribution distribution) {
  PosteriorAverages averages;
  averages.rates = sums.moments;
  if (distribution == sequence::OutputDistribution::gaussian) {
    const auto moments = at::chunk(sums.moments, 2, -1);
    averages.rates = moments[0];
    averages.variances = moments[1];
  }
  averages.factors = sums.decoded.factors;
  averages.controller_means = sums.decoded.controller_means;
  averages.controller_stds = sums.decoded.controller_stds;
  averages.controller_states = sums.decoded.controller_states;
  averages.generator_states = sums.decoded.generator_states;
  averages.generator_inputs = sums.decoded.generator_inputs;
  averages.initial_state = sums.initial_state;
  for (const auto field : fields) {
    if ((averages.*field).defined()) (averages.*field).div_(static_cast<double>(samples));
  }
  averages.ic_mean = encoded.ic_mean;
  averages.ic_std = encoded.ic_std;
  return averages;
}

/// What all samples of some trials have in common.
struct Posterior {
  std::vector<std::int64_t> trials;
  data::Batch batch;
  model::Encoded encoded;

  Posterior part(std::int64_t first, std::int64_t count) const {
    const auto some = [&](const Tensor& x) { return x.defined() ? x.narrow(0, first, count) : x; };
    // By themselves in memory: they are read for every sample.
    const auto copied = [&](const Tensor& x) {
      return x.defined() ? sequence::new_sequence(count, x.size(1), x.size(2))
                               .copy_(x.narrow(0, first, count))
                         : x;
    };
    return {{trials.begin() + first, trials.begin() + first + count},
            {some(batch.seen), some(batch.target), some(batch.external), some(batch.observed)},
            {some(encoded.ic_mean), some(encoded.ic_std), some(encoded.controller_inputs),
             copied(encoded.controller_sums)}};
  }
};

/// The means over all samples, of which some are drawn at once.
PosteriorAverages sample_trials(const model::Lfads& model, const Posterior& posterior,
                                std::int64_t samples, std::int64_t at_once, std::uint64_t seed) {
  const auto trials = static_cast<std::int64_t>(posterior.trials.size());
  Sums sums;
  for (std::int64_t first = 0; first < samples; first += at_once) {
    const auto count = std::min(at_once, samples - first);
    model::SampleDraws draws(seed, {"sample", 0, static_cast<std::uint32_t>(first)}, count,
                             posterior.trials);
    const auto drawn = model.sample(posterior.encoded, posterior.batch, draws, count, sums.decoded);
    sequence::add_samples(sums.initial_state, drawn.initial_state, trials);
    sequence::add_samples(sums.moments, drawn.moments, trials);
  }
  return averages_of(sums, samples, posterior.encoded, model.output_distribution());
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

/// The state before each bin's step: the initial one, then those of the bins before.
Tensor states_before(const PosteriorAverages& averages) {
  const Tensor& after = averages.generator_states;
  return at::cat({averages.initial_state.unsqueeze(1), after.narrow(1, 0, after.size(1) - 1)}, 1);
}

void add_further_outputs(Generator& generator, PosteriorAverages& averages) {
  const auto outputs = generator.further_outputs();
  if (outputs.empty()) return;
  const c10::AutoGradMode no_gradient(false);
  const auto trials = averages.generator_inputs.size(0), bins = averages.generator_inputs.size(1);
  const auto values = generator.further(averages.generator_inputs.flatten(0, 1),
                                        states_before(averages).flatten(0, 1));
  for (std::size_t i = 0; i < outputs.size(); ++i) {
    averages.further.emplace_back(outputs[i].name,
                                  values[i].reshape({trials, bins, outputs[i].dim}));
  }
}

}  // namespace

void SamplingConfig::visit(Params& p) {
  p("samples", samples, "Posterior samples of each trial that the outputs are averaged over",
    at_least(1));
  p("batch_size", batch_size, "Trials that a thread samples at once, at most", at_least(1),
    "trials");
}

PosteriorAverages sample_posterior(const model::Lfads& model, const data::Recording& data,
                                   const SamplingConfig& config, std::uint64_t seed,
                                   const std::function<void(std::int64_t)>& on_trials) {
  auto& operations = model.operations();
  const auto shard = operations.shard_trials();
  const auto encoded_at_once = shard > 0 ? std::min(shard, config.batch_size) : config.batch_size;
  // Of a few trials as many samples as fit into a panel: what they have in common and their sums
  // stay near the processor.
  const auto trials_at_once = shard > 0 ? std::min(few_trials, encoded_at_once) : encoded_at_once;
  const auto samples_at_once = std::max<std::int64_t>(1, shard / trials_at_once);
  std::vector<std::int64_t> all(static_cast<std::size_t>(data.trials()));
  std::iota(all.begin(), all.end(), 0);
  const auto parts = data::cut(all, encoded_at_once);

  PosteriorAverages averages;
  std::int64_t done = 0;
  std::mutex mutex;
  const auto report = [&](std::int64_t more) {
    const std::lock_guard lock(mutex);
    done += more;
    if (on_trials) on_trials(done);
  };
  operations.for_each(static_cast<std::int64_t>(parts.size()), [&](std::int64_t i) {
    const c10::AutoGradMode no_gradient(false);
    const auto& trials = parts[static_cast<std::size_t>(i)];
    const auto batch = data.batch(trials);
    const Posterior posterior{trials, batch, model.encode_for_sampling(batch)};
    const auto count = static_cast<std::int64_t>(trials.size());
    for (std::int64_t first = 0; first < count; first += trials_at_once) {
      report(0);
      const auto part = posterior.part(first, std::min(trials_at_once, count - first));
      const auto means = sample_trials(model, part, config.samples, samples_at_once, seed);
      const std::lock_guard lock(mutex);
      store(means, averages, part.trials.front(), data.trials());
    }
    report(count);
  });
  check_finite(averages.rates, "posterior sampling: rates (trial, time, neuron)");
  add_further_outputs(model.generator(), averages);
  return averages;
}

}  // namespace npd::evaluation
