#include "simulation.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <memory>
#include <numeric>
#include <string>
#include <utility>

namespace murray {
namespace {

constexpr float decision_threshold_hz = 50;
constexpr std::size_t undecided_delay_bins = 5;

void append(std::vector<float>& all, const std::vector<float>& more) {
  all.insert(all.end(), more.begin(), more.end());
}

template <class T>
npd::Tensor to_tensor(const std::vector<T>& values, at::IntArrayRef shape, at::ScalarType type) {
  auto tensor = at::empty(shape, at::TensorOptions(type));
  std::copy(values.begin(), values.end(), tensor.template data_ptr<T>());
  return tensor;
}

npd::Tensor constant(double value, at::IntArrayRef shape) {
  return at::full(shape, value, at::TensorOptions(at::kDouble));
}

// S can be nothing but a share.
std::vector<double> start_of(const SimulationConfig& config, const TaskTrial& trial) {
  std::vector<double> start = config.initial_state;
  for (std::size_t i = 0; i < start.size(); ++i) {
    start[i] = std::clamp(start[i] + trial.start_offset[i], 0.0, 1.0);
  }
  return start;
}

// The first bin of a trial in which a population of the deciding area fires at the threshold.
std::size_t first_decided_bin(const Simulation& s, std::size_t trial, std::size_t decider) {
  for (std::size_t bin = 0; bin < s.bins; ++bin) {
    const float* rates = &s.rates_hz[(trial * s.bins + bin) * s.populations + decider];
    if (std::max(rates[0], rates[1]) >= decision_threshold_hz) return bin;
  }
  return s.bins;
}

}  // namespace

void HiddenConfig::visit(npd::Params& p) {
  p("heldout_neurons", heldout_neurons,
    "The last neurons, which the model must reconstruct without seeing them", npd::at_least(0));
  p("forward_bins", forward_bins,
    "The last bins of each trial, which the model must predict without seeing them",
    npd::at_least(0), "bins");
}

void SimulationConfig::visit(npd::Params& p) {
  p("background_current_na", background_current_na, "Constant current into every population", "nA");
  p("integration_steps", integration_steps, "Euler steps of the circuit per bin", npd::at_least(1));
  p("initial_state", initial_state, "Synaptic gating of each population at the start of a trial",
    npd::within(0, 1));
  task.visit(p);
  observation.visit(p);
  hidden.visit(p);
  split.visit(p);
}

void SimulationConfig::check(std::size_t populations) const {
  task.check();
  if (initial_state.size() != populations) {
    throw npd::ConfigError("initial_state",
                           fmt::format("has {} elements; this circuit has {} populations",
                                       initial_state.size(), populations));
  }
  if (hidden.heldout_neurons >= observation.all_neurons()) {
    throw npd::ConfigError("heldout_neurons",
                           fmt::format("{} of {} neurons leave none for the model to see",
                                       hidden.heldout_neurons, observation.all_neurons()));
  }
  if (hidden.forward_bins >= task.bins) {
    throw npd::ConfigError("forward_bins",
                           fmt::format("{} of {} bins leave none for the model to see",
                                       hidden.forward_bins, task.bins));
  }
}

Simulation simulate_trials(const SimulationConfig& config, const Circuit& circuit) {
  Simulation s;
  s.trials = static_cast<std::size_t>(config.task.trials);
  s.bins = static_cast<std::size_t>(config.task.bins);
  s.populations = circuit.populations;
  const std::size_t size = s.trials * s.bins * s.populations;
  for (auto* array : {&s.input_na, &s.pulse_na, &s.states, &s.rates_hz}) array->reserve(size);
  for (const std::uint32_t seed : trial_seeds(config.task)) {
    const auto trial = draw_trial(config.task, circuit.populations, seed);
    const auto start = start_of(config, trial);
    const auto activity =
        simulate(circuit, config.integration(), trial.input_na, start, s.seed.size());
    s.seed.push_back(seed);
    s.stim1.push_back(trial.stim1);
    s.stim2.push_back(trial.stim2);
    s.starts.insert(s.starts.end(), start.begin(), start.end());
    append(s.input_na, trial.input_na);
    append(s.pulse_na, trial.pulse_na);
    append(s.states, activity.states);
    append(s.rates_hz, activity.rates_hz);
  }
  return s;
}

bool chose_second(const Simulation& s, std::size_t trial, std::size_t decider) {
  const float* last = &s.rates_hz[((trial + 1) * s.bins - 1) * s.populations + decider];
  return !(last[0] > last[1]);
}

std::vector<npd::Column> trial_table(const TaskConfig& task, const Simulation& s,
                                     std::size_t decider) {
  std::vector<double> truth, decision, correct, decided, reaction_bin;
  for (std::size_t trial = 0; trial < s.trials; ++trial) {
    const bool second_is_stronger = s.stim1[trial] < s.stim2[trial];
    const bool second = chose_second(s, trial, decider);
    const std::size_t bin = first_decided_bin(s, trial, decider);
    truth.push_back(second_is_stronger);
    decision.push_back(second);
    correct.push_back(second == second_is_stronger);
    decided.push_back(bin < s.bins);
    reaction_bin.push_back(static_cast<double>(bin < s.bins ? bin : bin + undecided_delay_bins));
  }
  const std::string unit = task.has_pulses() ? "hz" : "na";
  return {{"stim1_" + unit, s.stim1},     {"stim2_" + unit, s.stim2},
          {"ground_truth", truth},        {"decision", decision},
          {"correct", correct},           {"decided", decided},
          {"reaction_bin", reaction_bin}, {"seed", s.seed}};
}

npd::Conditions stimulus_conditions(const TaskConfig& task, const Simulation& s) {
  std::map<std::pair<double, double>, std::int64_t> labels;
  for (std::size_t trial = 0; trial < s.trials; ++trial) {
    labels.emplace(std::pair{s.stim1[trial], s.stim2[trial]}, 0);
  }
  const char* unit = task.has_pulses() ? "Hz" : "nA";
  npd::Conditions conditions;
  for (auto& [stimuli, label] : labels) {
    label = static_cast<std::int64_t>(conditions.names.size());
    conditions.names.push_back(
        fmt::format("{0} {2}, {1} {2}", stimuli.first, stimuli.second, unit));
  }
  for (std::size_t trial = 0; trial < s.trials; ++trial) {
    conditions.labels.push_back(labels.at({s.stim1[trial], s.stim2[trial]}));
  }
  return conditions;
}

std::vector<npd::Column> neuron_table(const ObservationConfig& observation,
                                      const std::vector<std::string>& areas) {
  std::vector<double> numbers(static_cast<std::size_t>(observation.all_neurons()));
  std::iota(numbers.begin(), numbers.end(), 0);
  std::vector<npd::Column> table{{"id", numbers}};
  if (std::ssize(areas) != observation.groups) return table;
  std::vector<std::string> area_of_each;
  for (const auto& area : areas) {
    area_of_each.insert(area_of_each.end(), static_cast<std::size_t>(observation.neurons), area);
  }
  table.push_back({"area", area_of_each});
  return table;
}

npd::Tensor by_trial(const Simulation& s, const std::vector<float>& values) {
  const std::size_t width = values.size() / (s.trials * s.bins);
  return to_tensor(values,
                   {static_cast<std::int64_t>(s.trials), static_cast<std::int64_t>(s.bins),
                    static_cast<std::int64_t>(width)},
                   at::kFloat);
}

std::vector<float> columns(const std::vector<float>& values, std::size_t width, std::size_t first,
                           std::size_t count) {
  std::vector<float> picked;
  picked.reserve(values.size() / width * count);
  for (std::size_t row = first; row < values.size(); row += width) {
    picked.insert(picked.end(), &values[row], &values[row] + count);
  }
  return picked;
}

Observed observed_trials(const SimulationConfig& config, const Simulation& s,
                         const std::vector<float>& latents) {
  const std::size_t latent_dim = latents.size() / (s.trials * s.bins);
  const auto observation = observe(config.observation, latents, latent_dim, s.bins);
  const std::int64_t neurons = config.observation.all_neurons();

  npd::Trials trials;
  trials.spikes =
      to_tensor(observation.spikes, {config.task.trials, config.task.bins, neurons}, at::kByte);
  if (config.hidden.heldout_neurons > 0 || config.hidden.forward_bins > 0) {
    trials.target_spikes = trials.spikes;
    trials.spikes = trials.spikes.narrow(1, 0, config.task.bins - config.hidden.forward_bins)
                        .narrow(2, 0, neurons - config.hidden.heldout_neurons)
                        .contiguous();
  }
  trials.bin_s = config.task.bin_s;
  trials.truth.rates = by_trial(s, observation.rates);
  trials.truth.latents = by_trial(s, latents);
  trials.trial_arrays = {{"states", by_trial(s, s.states)},
                         {"pop_rates", by_trial(s, s.rates_hz)},
                         {"true_stimulus", by_trial(s, s.pulse_na)}};
  trials.arrays = {
      {"readout", to_tensor(observation.readout, {static_cast<std::int64_t>(latent_dim), neurons},
                            at::kDouble)},
      {"conversion_factor", constant(1, {})},  // rates are counts per bin already
      {"channel_order", at::arange(neurons, at::TensorOptions(at::kLong))},
      {"orig_mean", constant(observation.mixture_mean, {1, 1, 1})},
      {"orig_std", constant(observation.mixture_std, {1, 1, 1})},
      {"std_mean", constant(observation.centred_mean, {1, 1, 1})}};
  return {std::move(trials), rate_map(config.observation, observation)};
}

npd::DrivenSystem driven(const SimulationConfig& config, const Simulation& s, const Wiring& wiring,
                         const RateMap& rates) {
  npd::DrivenSystem out;
  out.system = std::make_shared<CircuitSystem>(wiring, config.integration(), rates);
  out.drive = by_trial(s, s.input_na).to(at::kDouble);
  const auto populations = static_cast<std::int64_t>(s.populations);
  const npd::Tensor starts =
      to_tensor(s.starts, {static_cast<std::int64_t>(s.trials), populations}, at::kDouble);
  // Of a circuit with copies the copies start where the originals do.
  out.starts =
      at::index_select(starts, 1, at::tensor(wiring.channel, at::TensorOptions(at::kLong)));
  return out;
}

}  // namespace murray
