#include "shuffle.hpp"

#include "circuit_system.hpp"

#include <npd/random.hpp>

#include <cstdint>
#include <utility>

namespace murray {
namespace {

/// For each row a trial of the same choice, such that in a bin every trial is somebody's donor
/// once.
std::vector<std::size_t> draw_donors(const SimulationConfig& config, const Simulation& s,
                                     std::size_t decider) {
  std::vector<std::vector<std::size_t>> groups(2);
  for (std::size_t trial = 0; trial < s.trials; ++trial) {
    groups[chose_second(s, trial, decider) ? 1 : 0].push_back(trial);
  }
  npd::RandomStream random(static_cast<std::uint64_t>(config.task.task_seed), "shuffled_input");
  std::vector<std::size_t> donors(s.trials * s.bins);
  for (std::size_t bin = 0; bin < s.bins; ++bin) {
    for (const auto& group : groups) {
      const auto order = random.permutation(std::ssize(group));
      for (std::size_t i = 0; i < group.size(); ++i) {
        donors[group[i] * s.bins + bin] = group[static_cast<std::size_t>(order[i])];
      }
    }
  }
  return donors;
}

/// The states before a bin, as doubles.
std::vector<double> state_before(const Simulation& s, std::size_t trial, std::size_t bin) {
  const std::size_t n = s.populations;
  if (bin == 0) return {&s.starts[trial * n], &s.starts[trial * n] + n};
  const float* row = &s.states[(trial * s.bins + bin - 1) * n];
  return {row, row + n};
}

}  // namespace

std::vector<std::size_t> shuffle_input(const SimulationConfig& config, const Circuit& circuit,
                                       std::size_t area, std::size_t decider, Simulation& s) {
  const std::size_t n = s.populations;
  const auto donors = draw_donors(config, s, decider);
  // The donor's circuit, and behind it the area as it goes on in its own trial.
  const Circuit pair = with_copy_of(circuit, area).circuit;
  Simulation shuffled = s;
  for (std::size_t trial = 0; trial < s.trials; ++trial) {
    auto own = state_before(s, trial, 0);
    own = {own.begin() + static_cast<std::ptrdiff_t>(area),
           own.begin() + static_cast<std::ptrdiff_t>(area + area_size)};
    for (std::size_t bin = 0; bin < s.bins; ++bin) {
      const std::size_t row = trial * s.bins + bin, donor = donors[row];
      auto state = state_before(s, donor, bin);
      state.insert(state.end(), own.begin(), own.end());
      const float* donor_input = &s.input_na[(donor * s.bins + bin) * n];
      std::vector<float> input(donor_input, donor_input + n);
      input.insert(input.end(), &s.input_na[row * n + area],
                   &s.input_na[row * n + area] + area_size);
      const auto after = simulate(pair, config.integration(), input, state, trial);
      for (std::size_t i = 0; i < area_size; ++i) {
        own[i] = after.states[n + i];
        shuffled.states[row * n + area + i] = after.states[n + i];
        shuffled.rates_hz[row * n + area + i] = after.rates_hz[n + i];
      }
    }
  }
  s = std::move(shuffled);
  return donors;
}

}  // namespace murray
