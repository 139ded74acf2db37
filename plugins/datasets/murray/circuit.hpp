#pragma once

#include <cstddef>
#include <vector>

/// \file circuit.hpp
/// Decision circuits of the parietal (PPC) and prefrontal cortex (PFC) [Murray2017]. An area is a
/// pair of populations, a and b, that compete. With S the fraction of open NMDA synapses of each
/// population, dimensionless in [0, 1], and f its firing rate:
///
///     I     = S J + I_0 + I_app                              [nA]
///     f(I)                          as in firing_rate.hpp    [Hz]
///     dS/dt = -S / tau_nmda + gamma (1 - S) f(I),            tau_nmda = 0.06 s, gamma = 0.641
namespace murray {

inline constexpr double tau_nmda_s = 0.06;
inline constexpr double gamma_nmda = 0.641;

inline constexpr std::size_t area_size = 2;  ///< populations of an area

/// How one area drives another, or itself. "Structure" is what a population gives to its like minus
/// what it gives to the other one; "tone" is the sum of both.
struct Coupling {
  double structure_na = 0;
  double tone_na = 0;

  double same_na() const { return (structure_na + tone_na) / 2; }   ///< a to a, b to b
  double cross_na() const { return (tone_na - structure_na) / 2; }  ///< a to b, b to a
};

/// A network of populations.
struct Circuit {
  std::size_t populations = 0;
  std::vector<double> coupling_na;  ///< J, (source, target)
  double background_na = 0;         ///< I_0

  /// Adds the coupling of the area whose populations begin at `source` to that at `target`.
  void connect(std::size_t source, std::size_t target, const Coupling& coupling);
};

/// One area alone, populations a, b.
Circuit single_area(const Coupling& recurrent, double background_na);

/// PPC and PFC, populations PPC a, PPC b, PFC a, PFC b.
Circuit two_areas(const Coupling& ppc, const Coupling& pfc, const Coupling& ppc_to_pfc,
                  const Coupling& pfc_to_ppc, double background_na);

/// How the equations are integrated: Euler steps of equal length, the input constant over a bin.
struct Integration {
  double bin_s = 0.01;
  std::size_t steps = 10;  ///< per bin
};

/// What a circuit did in one trial, (time, population).
struct Activity {
  std::vector<float> states;    ///< S at the end of each bin
  std::vector<float> rates_hz;  ///< f(I) at the beginning of each bin's last step
};

/// Integrates one trial.
/// \param input_na       I_app, (time, population)
/// \param initial_state  S, one for each population, in [0, 1]
/// \param trial          its number, for the error message
/// \throws NumericalError naming trial and bin if S leaves [0, 1]: the exact solution cannot, so
///         the steps are too long for the currents
Activity simulate(const Circuit& circuit, const Integration& integration,
                  const std::vector<float>& input_na, const std::vector<double>& initial_state,
                  std::size_t trial);

/// The current that the area at `target` gets from the area at `source`, (time, 2).
/// \param states  (time, population)
std::vector<float> current_between(const Circuit& circuit, std::size_t source, std::size_t target,
                                   const std::vector<float>& states);

}  // namespace murray
