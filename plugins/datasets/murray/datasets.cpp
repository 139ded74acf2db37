#include "datasets.hpp"

#include "shuffle.hpp"

#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace murray {
namespace {

constexpr std::size_t ppc = 0;  // first population of each area
constexpr std::size_t pfc = 2;

void visit_coupling(npd::Params& p, const std::string& name, Coupling& coupling,
                    const std::string& path) {
  p(name + "_structure_na", coupling.structure_na,
    path + ": coupling to the same population minus that to the other", "nA");
  p(name + "_tone_na", coupling.tone_na,
    path + ": coupling to the same population plus that to the other", "nA");
}

/// The rows (trial, time) of an area's input, each from the trial that it came from.
std::vector<float> of_donors(const std::vector<float>& input,
                             const std::vector<std::size_t>& donors, std::size_t bins) {
  std::vector<float> out;
  out.reserve(input.size());
  for (std::size_t row = 0; row < donors.size(); ++row) {
    const float* from = &input[(donors[row] * bins + row % bins) * area_size];
    out.insert(out.end(), from, from + area_size);
  }
  return out;
}

std::vector<float> sum(std::vector<float> a, const std::vector<float>& b) {
  std::transform(a.begin(), a.end(), b.begin(), a.begin(), std::plus<>{});
  return a;
}

}  // namespace

TwoAreaConfig::TwoAreaConfig() {
  // Drawn once for the published data, 0.04 times a standard exponential.
  simulation.initial_state = {0.027197276158756382, 0.04078388405863459, 0.0007922665035622141,
                              9.07730672491273e-05};
}

void TwoAreaConfig::visit(npd::Params& p) {
  visit_coupling(p, "j11", j11, "PPC to itself");
  visit_coupling(p, "j22", j22, "PFC to itself");
  visit_coupling(p, "j12", j12, "PPC to PFC");
  visit_coupling(p, "j21", j21, "PFC to PPC");
  p("region", region, "Area whose populations the neurons see", npd::one_of({"pfc", "ppc", "all"}));
  p("observation", observation, "Which of the recorded populations a neuron sees",
    npd::choices({{"dense", "all of them"},
                  {"by_area", "of region all those of its own area: PPC's neurons, then PFC's"}}));
  p("shuffled_input", shuffled_input,
    "Area that receives, in each bin, what the other area sends in another trial of the same "
    "choice",
    npd::one_of({"none", "pfc", "ppc"}));
  simulation.visit(p);
}

NegativeFeedback::NegativeFeedback() {
  j21 = {-0.04, -0.08};
  simulation.task.pulse_height_na = 0.012;
}

TwoAreaDataset::TwoAreaDataset(const TwoAreaConfig& config, bool give_inputs)
    : config_(config), give_inputs_(give_inputs) {
  const bool apart = config.observation == "by_area" && config.region == "all";
  config_.simulation.observation.groups = apart ? 2 : 1;
  config_.simulation.check(4);
  split_ = make_split(config_.simulation.split, config_.simulation.task.trials);
}

npd::Trials TwoAreaDataset::make(npd::RandomStream&) {
  const auto circuit = two_areas(config_.j11, config_.j22, config_.j12, config_.j21,
                                 config_.simulation.background_current_na);
  auto simulation = simulate_trials(config_.simulation, circuit);
  auto pfc_inputs = current_between(circuit, ppc, pfc, simulation.states);
  auto ppc_inputs = current_between(circuit, pfc, ppc, simulation.states);
  auto facts = trial_table(config_.simulation.task, simulation, pfc);
  if (config_.shuffled_input != "none") {
    const bool is_pfc = config_.shuffled_input == "pfc";
    const auto donors =
        shuffle_input(config_.simulation, circuit, is_pfc ? pfc : ppc, pfc, simulation);
    auto& inputs = is_pfc ? pfc_inputs : ppc_inputs;
    inputs = of_donors(inputs, donors, simulation.bins);
  }

  std::vector<float> latents = simulation.states;
  std::vector<float> inputs = simulation.pulse_na;
  if (config_.region == "pfc") {
    latents = columns(latents, 4, pfc, 2);
    inputs = pfc_inputs;
  } else if (config_.region == "ppc") {
    latents = columns(latents, 4, ppc, 2);
    inputs = sum(ppc_inputs, columns(inputs, 4, ppc, 2));
  }

  auto [trials, rates] = observed_trials(config_.simulation, simulation, latents);
  truth_ = truth_of(circuit, simulation, rates);
  trials.split = split_;
  trials.truth.inputs = by_trial(simulation, inputs);
  if (give_inputs_) trials.external_input = trials.truth.inputs;
  trials.trial_arrays["eff_pfc_inputs"] = by_trial(simulation, pfc_inputs);
  trials.trial_arrays["eff_ppc_inputs"] = by_trial(simulation, ppc_inputs);
  trials.trial_info = std::move(facts);
  trials.conditions = stimulus_conditions(config_.simulation.task, simulation);
  using Areas = std::vector<std::string>;
  trials.neuron_info =
      neuron_table(config_.simulation.observation,
                   config_.region == "all" ? Areas{"ppc", "pfc"} : Areas{config_.region});
  return std::move(trials);
}

npd::TrueSystem TwoAreaDataset::truth_of(const Circuit& circuit, const Simulation& simulation,
                                         const RateMap& rates) const {
  const auto& config = config_.simulation;
  npd::TrueSystem truth;
  const bool shuffled = config_.shuffled_input != "none";
  if (config_.region == "all") {
    if (shuffled) return truth;  // no system does what was simulated
    truth.whole = driven(config, simulation, whole_circuit(circuit, 0, 4), rates);
    truth.recorded = truth.whole;
    return truth;
  }
  const std::size_t area = config_.region == "pfc" ? pfc : ppc;
  if (!shuffled) {
    truth.whole = driven(config, simulation, whole_circuit(circuit, area, 2), rates);
    truth.replayed = driven(config, simulation, with_copy_of(circuit, area), rates);
  }
  // What the other area sends changes within a bin: steps of a bin cannot follow it.
  truth.recorded.system =
      std::make_shared<CircuitSystem>(area_alone(circuit, area), config.integration(), rates);
  return truth;
}

SingleArea::Config::Config() { simulation.initial_state = {0.04, 0.04}; }

void SingleArea::Config::visit(npd::Params& p) {
  visit_coupling(p, "recurrent", recurrent, "The area to itself");
  simulation.visit(p);
}

SingleArea::SingleArea(const Config& config) : config_(config) {
  config_.simulation.check(2);
  split_ = make_split(config_.simulation.split, config_.simulation.task.trials);
}

npd::Trials SingleArea::make(npd::RandomStream&) {
  const auto circuit = single_area(config_.recurrent, config_.simulation.background_current_na);
  const auto simulation = simulate_trials(config_.simulation, circuit);
  auto [trials, rates] = observed_trials(config_.simulation, simulation, simulation.states);
  truth_.whole = driven(config_.simulation, simulation, whole_circuit(circuit, 0, 2), rates);
  truth_.recorded = truth_.whole;
  trials.split = split_;
  trials.truth.inputs = by_trial(simulation, simulation.pulse_na);
  trials.trial_info = trial_table(config_.simulation.task, simulation, 0);
  trials.conditions = stimulus_conditions(config_.simulation.task, simulation);
  trials.neuron_info = neuron_table(config_.simulation.observation, {});
  return std::move(trials);
}

}  // namespace murray
