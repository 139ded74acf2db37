#include "common/recording.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <vector>

namespace simulated {

using npd::Tensor;

void RecordingConfig::visit(npd::Params& p) {
  p("conditions", conditions, "Conditions", npd::within(1, 1e5));
  p("trials_per_condition", trials_per_condition, "Trials of each condition", npd::within(1, 1e5));
  TrialConfig::visit(p);
}

void TrialConfig::visit(npd::Params& p) {
  p("bins", bins, "Time bins per trial", npd::within(1, 1e5));
  p("train_fraction", train_fraction, "Share of the trials to train with", npd::within(0, 1));
  p("data_seed", data_seed, "Seed of everything that is drawn", npd::at_least(0));
}

void LogLinearConfig::visit(npd::Params& p) {
  p("neurons", neurons, "Recorded neurons", npd::within(1, 1e5));
  p("loading_sd", loading_sd, "Standard deviation of a neuron's weights", npd::at_least(0));
  p("lowest_rate", lowest_rate, "Lowest rate at latents of 0", npd::above(0), "spikes per bin");
  p("highest_rate", highest_rate, "Highest rate at latents of 0", npd::above(0), "spikes per bin");
}

void LogLinearConfig::check() const {
  if (lowest_rate <= highest_rate) return;
  throw npd::ConfigError("lowest_rate",
                         fmt::format("must be at most highest_rate, {}", highest_rate));
}

Tensor LogLinear::operator()(const Tensor& latents) const {
  return at::exp(at::matmul(latents, loadings) + offsets);
}

LogLinear draw_log_linear(const LogLinearConfig& config, std::int64_t latents,
                          npd::RandomStream& random) {
  LogLinear map;
  map.loadings = config.loading_sd * normals({latents, config.neurons}, random);
  std::vector<double> rates(static_cast<std::size_t>(config.neurons));
  for (double& rate : rates) {
    rate = config.lowest_rate + random.uniform() * (config.highest_rate - config.lowest_rate);
  }
  map.offsets = at::log(at::tensor(rates, at::TensorOptions(at::kDouble)));
  return map;
}

Tensor normals(at::IntArrayRef shape, npd::RandomStream& random) {
  Tensor x = at::empty(shape, at::TensorOptions(at::kDouble));
  std::generate_n(x.data_ptr<double>(), x.numel(), [&] { return random.normal(); });
  return x;
}

Tensor for_each_trial(const RecordingConfig& config, const Tensor& of_conditions) {
  return of_conditions.repeat_interleave(config.trials_per_condition, 0);
}

Tensor run(const npd::DrivenSystem& driven) {
  Tensor state = driven.starts;
  std::vector<Tensor> states;
  for (std::int64_t bin = 0; bin < driven.drive.size(1); ++bin) {
    state = driven.system->step(driven.drive.select(1, bin), state);
    states.push_back(state);
  }
  return at::stack(states, 1);
}

namespace {

constexpr double highest_expected_count = 1000;  // per bin

void check_rates(const Tensor& rates) {
  const Tensor wrong = at::nonzero((rates <= highest_expected_count).logical_not());  // or NaN
  if (wrong.size(0) == 0) return;
  const auto at_axis = [&](std::int64_t axis) { return wrong[0][axis].item<std::int64_t>(); };
  throw npd::NumericalError(fmt::format(
      "trial {}, bin {}, neuron {}: the expected count is {:.3g} spikes per bin, at "
      "most {} are possible; lower highest_rate, loading_sd, or what drives the states",
      at_axis(0), at_axis(1), at_axis(2), rates[at_axis(0)][at_axis(1)][at_axis(2)].item<double>(),
      highest_expected_count));
}

}  // namespace

npd::Trials record(const TrialConfig& config, const npd::DrivenSystem& driven,
                   npd::RandomStream& random) {
  const Tensor states = run(driven);
  const Tensor rows = states.reshape({-1, states.size(2)});
  const auto by_trial = [&](const Tensor& x) {
    return x.reshape({states.size(0), states.size(1), x.size(1)});
  };
  npd::Trials trials;
  trials.bin_s = driven.system->bin_s();
  trials.truth.latents = by_trial(driven.system->latents(rows));
  trials.truth.rates = by_trial(driven.system->outputs(rows)).contiguous();
  check_rates(trials.truth.rates);
  if (driven.system->input_dim() > 0) trials.truth.inputs = driven.drive;
  trials.spikes = at::empty(trials.truth.rates.sizes(), at::TensorOptions(at::kLong));
  const double* rate = trials.truth.rates.data_ptr<double>();
  std::generate_n(trials.spikes.data_ptr<std::int64_t>(), trials.spikes.numel(),
                  [&] { return random.poisson(*rate++); });
  trials.split = npd::random_split(states.size(0), config.train_fraction, random);
  trials.trial_arrays["states"] = states;
  return trials;
}

npd::Trials record(const RecordingConfig& config, const npd::DrivenSystem& driven,
                   npd::RandomStream& random) {
  auto trials = record(static_cast<const TrialConfig&>(config), driven, random);
  for (std::int64_t i = 0; i < config.conditions; ++i) {
    trials.conditions.names.push_back(std::to_string(i));
  }
  for (std::int64_t i = 0; i < config.trials(); ++i) {
    trials.conditions.labels.push_back(i / config.trials_per_condition);
  }
  return trials;
}

}  // namespace simulated
