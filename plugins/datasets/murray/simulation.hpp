#pragma once

#include "circuit.hpp"
#include "circuit_system.hpp"
#include "observation.hpp"
#include "split.hpp"
#include "task.hpp"

#include <npd/dataset.hpp>
#include <npd/params.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// \file simulation.hpp
/// What the one-area and the two-area data sets share: from a circuit and its task to trials.
namespace murray {

/// What the model must reconstruct without seeing it.
struct HiddenConfig {
  std::int64_t heldout_neurons = 0;  ///< the last ones
  std::int64_t forward_bins = 0;     ///< the last ones of each trial

  void visit(npd::Params& p);
};

/// The parameters that do not depend on the circuit's wiring, with the published values.
struct SimulationConfig {
  double background_current_na = 0.334;
  std::int64_t integration_steps = 10;
  std::vector<double> initial_state;
  TaskConfig task;
  ObservationConfig observation;
  HiddenConfig hidden;
  SplitConfig split;

  void visit(npd::Params& p);

  /// \throws ConfigError naming the parameter
  void check(std::size_t populations) const;

  Integration integration() const {
    return {task.bin_s, static_cast<std::size_t>(integration_steps)};
  }
};

/// Every trial of a circuit at its task. Arrays are flat, rows (trial, time).
struct Simulation {
  std::size_t trials = 0;
  std::size_t bins = 0;
  std::size_t populations = 0;
  std::vector<double> seed, stim1, stim2;  ///< of each trial, see TaskTrial
  std::vector<double> starts;              ///< (trial, population), S before the first bin
  std::vector<float> input_na;             ///< (row, population), stimuli and noise
  std::vector<float> pulse_na;             ///< (row, population), the stimuli without noise
  std::vector<float> states;               ///< (row, population)
  std::vector<float> rates_hz;             ///< (row, population)
};

/// \throws NumericalError naming trial and bin if the integration diverges
Simulation simulate_trials(const SimulationConfig& config, const Circuit& circuit);

/// Whether population b of the deciding area has the larger rate in a trial's last bin, or both are
/// equal. \param decider  population a of that area
bool chose_second(const Simulation& simulation, std::size_t trial, std::size_t decider);

/// What the circuit decided in each trial: the columns stim1_hz, stim2_hz (of constant stimuli
/// stim1_na, stim2_na), ground_truth (1: the second stimulus is faster, or stronger), decision (1:
/// population b of the deciding area has the larger rate in the last bin, or both are equal),
/// correct, decided (1: one of its rates reaches 50 Hz), reaction_bin (the first such bin; the
/// number of bins + 5 if undecided) and seed. \param decider  population a of the deciding area
std::vector<npd::Column> trial_table(const TaskConfig& task, const Simulation& simulation,
                                     std::size_t decider);

/// Trials of one pair of stimuli are repetitions of the same, whatever came of them: "4 Hz, 32 Hz".
npd::Conditions stimulus_conditions(const TaskConfig& task, const Simulation& simulation);

/// The neurons by number.
/// \param areas  whose populations each group of neurons sees; otherwise all see several, or there
///               is but one
std::vector<npd::Column> neuron_table(const ObservationConfig& observation,
                                      const std::vector<std::string>& areas);

/// A tensor (trial, time, width) of a flat array of rows.
npd::Tensor by_trial(const Simulation& simulation, const std::vector<float>& values);

/// `count` columns from `first` on, of rows of `width`.
std::vector<float> columns(const std::vector<float>& values, std::size_t width, std::size_t first,
                           std::size_t count);

/// Trials, and how their rates follow from latents.
struct Observed {
  npd::Trials trials;
  RateMap rates;
};

/// Lets neurons observe the latents: the trials with spikes, true rates and latents, the circuit's
/// states, rates and stimuli, and the constants of the readout.
/// \param latents  (row, latent)
/// \throws NumericalError naming trial, bin and neuron if a rate is too high
Observed observed_trials(const SimulationConfig& config, const Simulation& simulation,
                         const std::vector<float>& latents);

/// A system through which the trials ran.
npd::DrivenSystem driven(const SimulationConfig& config, const Simulation& simulation,
                         const Wiring& wiring, const RateMap& rates);

}  // namespace murray
