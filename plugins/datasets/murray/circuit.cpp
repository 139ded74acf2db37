#include "circuit.hpp"

#include "firing_rate.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <cassert>

namespace murray {
namespace {

// f(S J + I_0 + I_app) of every population.
void firing_rates(const Circuit& circuit, const float* input_na, const std::vector<double>& state,
                  std::vector<double>& rates_hz) {
  const std::size_t n = circuit.populations;
  for (std::size_t target = 0; target < n; ++target) {
    double current_na = 0;
    for (std::size_t source = 0; source < n; ++source) {
      current_na += state[source] * circuit.coupling_na[source * n + target];
    }
    rates_hz[target] = firing_rate_hz(current_na + circuit.background_na + input_na[target]);
  }
}

void check_state(const std::vector<double>& state, std::size_t trial, std::size_t bin,
                 std::size_t steps) {
  for (const double s : state) {
    if (s >= 0 && s <= 1) continue;  // false for NaN
    throw npd::NumericalError(fmt::format(
        "trial {}, bin {}: the circuit diverges: a synaptic gating is {:.3g}, it must stay in "
        "[0, 1]; the currents are too strong for {} Euler steps per bin: raise integration_steps, "
        "or lower the couplings, the pulse height or the noise",
        trial, bin, s, steps));
  }
}

}  // namespace

void Circuit::connect(std::size_t source, std::size_t target, const Coupling& coupling) {
  for (std::size_t i = 0; i < area_size; ++i) {
    for (std::size_t j = 0; j < area_size; ++j) {
      coupling_na[(source + i) * populations + target + j] +=
          i == j ? coupling.same_na() : coupling.cross_na();
    }
  }
}

Circuit single_area(const Coupling& recurrent, double background_na) {
  Circuit circuit{area_size, std::vector<double>(area_size * area_size), background_na};
  circuit.connect(0, 0, recurrent);
  return circuit;
}

Circuit two_areas(const Coupling& ppc, const Coupling& pfc, const Coupling& ppc_to_pfc,
                  const Coupling& pfc_to_ppc, double background_na) {
  constexpr std::size_t n = 2 * area_size;
  Circuit circuit{n, std::vector<double>(n * n), background_na};
  circuit.connect(0, 0, ppc);
  circuit.connect(2, 2, pfc);
  circuit.connect(0, 2, ppc_to_pfc);
  circuit.connect(2, 0, pfc_to_ppc);
  return circuit;
}

Activity simulate(const Circuit& circuit, const Integration& integration,
                  const std::vector<float>& input_na, const std::vector<double>& initial_state,
                  std::size_t trial) {
  const std::size_t n = circuit.populations;
  assert(initial_state.size() == n && input_na.size() % n == 0);
  const double dt_s = integration.bin_s / static_cast<double>(integration.steps);
  Activity activity;
  activity.states.reserve(input_na.size());
  activity.rates_hz.reserve(input_na.size());
  std::vector<double> state = initial_state;
  std::vector<double> rates_hz(n);
  for (std::size_t bin = 0; bin < input_na.size() / n; ++bin) {
    for (std::size_t step = 0; step < integration.steps; ++step) {
      firing_rates(circuit, &input_na[bin * n], state, rates_hz);
      for (std::size_t i = 0; i < n; ++i) {
        state[i] += dt_s * (-state[i] / tau_nmda_s + gamma_nmda * (1 - state[i]) * rates_hz[i]);
      }
    }
    check_state(state, trial, bin, integration.steps);
    for (const double s : state) activity.states.push_back(static_cast<float>(s));
    for (const double rate : rates_hz) activity.rates_hz.push_back(static_cast<float>(rate));
  }
  return activity;
}

std::vector<float> current_between(const Circuit& circuit, std::size_t source, std::size_t target,
                                   const std::vector<float>& states) {
  const std::size_t n = circuit.populations;
  std::vector<float> current;
  current.reserve(states.size() / n * area_size);
  for (std::size_t row = 0; row < states.size(); row += n) {
    for (std::size_t j = target; j < target + area_size; ++j) {
      double sum_na = 0;
      for (std::size_t i = source; i < source + area_size; ++i) {
        sum_na += states[row + i] * circuit.coupling_na[i * n + j];
      }
      current.push_back(static_cast<float>(sum_na));
    }
  }
  return current;
}

}  // namespace murray
