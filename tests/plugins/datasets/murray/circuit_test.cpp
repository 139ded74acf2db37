#include "murray/circuit.hpp"
#include "murray/firing_rate.hpp"

#include <npd/error.hpp>

#include <cmath>

#include <npd/testing/catch.hpp>

using murray::Circuit;
using murray::Coupling;
using murray::firing_rate_hz;
using murray::Integration;
using npd::testing::Approx;
using npd::testing::ContainsSubstring;

namespace {

constexpr double slope_hz_per_na = 270;
constexpr double singular_current_na = 108.0 / 270.0;

std::vector<float> no_input(std::size_t bins, std::size_t populations) {
  return std::vector<float>(bins * populations);
}

Circuit uncoupled(double background_na) { return murray::single_area({0, 0}, background_na); }

}  // namespace

TEST_CASE("firing rate: far from threshold it is linear above and zero below") {
  CHECK(firing_rate_hz(2) == Approx(slope_hz_per_na * 2 - 108).epsilon(1e-12));
  CHECK(firing_rate_hz(-2) == Approx(0).margin(1e-12));
}

TEST_CASE("firing rate: the singular point is removable") {
  // f = 1/c + x/2 + c x^2 / 12 - ... around x = 0, where x = 270 I - 108.
  CHECK(firing_rate_hz(singular_current_na) == Approx(1 / 0.154).epsilon(1e-15));
  for (const double x : {1e-15, 1e-12, 1e-9, 6e-8, 7e-8, 1e-6, 1e-4}) {
    for (const double sign : {-1.0, 1.0}) {
      const double current_na = singular_current_na + sign * x / slope_hz_per_na;
      const double exact_x = slope_hz_per_na * current_na - 108;
      CHECK(firing_rate_hz(current_na) ==
            Approx(1 / 0.154 + exact_x / 2 + 0.154 * exact_x * exact_x / 12).epsilon(1e-14));
    }
  }
}

TEST_CASE("firing rate: huge currents stay finite") {
  CHECK(firing_rate_hz(1e300) == Approx(2.7e302));
  CHECK(firing_rate_hz(-1e300) == 0);
  CHECK(firing_rate_hz(-20) >= 0);
}

TEST_CASE("a coupling of structure and tone") {
  const Coupling coupling{0.4, 0.1};
  CHECK(coupling.same_na() == Approx(0.25));
  CHECK(coupling.cross_na() == Approx(-0.15));

  const auto circuit = murray::two_areas({4, 0}, {8, 2}, {1, 0}, {0, 3}, 0);
  CHECK(circuit.coupling_na == std::vector<double>{2, -2, 0.5, -0.5,  //
                                                   -2, 2, -0.5, 0.5,  //
                                                   1.5, 1.5, 5, -3,   //
                                                   1.5, 1.5, -3, 5});
}

TEST_CASE("without coupling S relaxes exponentially to its fixed point") {
  // With f constant dS/dt = -(S - S*) / tau, 1/tau = 1/tau_nmda + gamma f, S* = gamma f tau.
  const double background_na = 0.42;
  const double drive = murray::gamma_nmda * firing_rate_hz(background_na);
  const double tau_s = 1 / (1 / murray::tau_nmda_s + drive);
  const double target = drive * tau_s;
  const std::size_t bins = 12;

  SECTION("and Euler steps follow their own closed form") {
    const auto activity =
        murray::simulate(uncoupled(background_na), {0.01, 10}, no_input(bins, 2), {0.1, 0.9}, 0);
    for (std::size_t bin = 0; bin < bins; ++bin) {
      const double left = std::pow(1 - 0.001 / tau_s, 10.0 * static_cast<double>(bin + 1));
      CHECK(activity.states[2 * bin] == Approx(target + (0.1 - target) * left).epsilon(1e-6));
      CHECK(activity.states[2 * bin + 1] == Approx(target + (0.9 - target) * left).epsilon(1e-6));
      CHECK(activity.rates_hz[2 * bin] == Approx(firing_rate_hz(background_na)).epsilon(1e-6));
    }
  }

  SECTION("and short steps come near the exponential") {
    const auto activity =
        murray::simulate(uncoupled(background_na), {0.01, 10000}, no_input(bins, 2), {0.1, 0.9}, 0);
    for (std::size_t bin = 0; bin < bins; ++bin) {
      const double left = std::exp(-0.01 * static_cast<double>(bin + 1) / tau_s);
      CHECK(activity.states[2 * bin] == Approx(target + (0.1 - target) * left).epsilon(1e-4));
    }
  }
}

TEST_CASE("a silent population decays with the time constant of NMDA") {
  const auto activity =
      murray::simulate(uncoupled(-5), {0.06, 10000}, no_input(1, 2), {0.5, 0.25}, 0);
  CHECK(activity.states[0] == Approx(0.5 * std::exp(-1)).epsilon(1e-4));
  CHECK(activity.states[1] == Approx(0.25 * std::exp(-1)).epsilon(1e-4));
}

TEST_CASE("input currents act on their own population and bin") {
  std::vector<float> input = no_input(3, 2);
  input[2] = 0.1F;  // bin 1, population 0
  const auto with = murray::simulate(uncoupled(0.334), {}, input, {0.1, 0.1}, 0);
  const auto without = murray::simulate(uncoupled(0.334), {}, no_input(3, 2), {0.1, 0.1}, 0);
  CHECK(with.states[0] == without.states[0]);
  CHECK(with.states[2] > without.states[2]);
  CHECK(with.states[3] == without.states[3]);
}

TEST_CASE("the recorded rate is that of the last step's beginning") {
  const auto circuit = murray::single_area({0.4, 0.3}, 0.334);
  const auto one_step = murray::simulate(circuit, {0.001, 1}, no_input(10, 2), {0.2, 0.1}, 0);
  const auto ten_steps = murray::simulate(circuit, {0.01, 10}, no_input(1, 2), {0.2, 0.1}, 0);
  CHECK(ten_steps.states[0] == one_step.states[18]);
  CHECK(ten_steps.rates_hz[0] == one_step.rates_hz[18]);
  // J = (0.35, -0.05; -0.05, 0.35) on the first state.
  CHECK(one_step.rates_hz[0] == Approx(firing_rate_hz(0.2 * 0.35 - 0.1 * 0.05 + 0.334)));
  CHECK(one_step.rates_hz[1] == Approx(firing_rate_hz(-0.2 * 0.05 + 0.1 * 0.35 + 0.334)));
}

TEST_CASE("an area is driven only by those that project to it") {
  const auto forward = murray::two_areas({}, {}, {0.1, 0.1}, {}, 0.334);
  const auto simulate = [&](const std::vector<double>& start) {
    return murray::simulate(forward, {}, no_input(5, 4), start, 0).states;
  };
  const auto base = simulate({0.1, 0.1, 0.1, 0.1});
  const auto other_ppc = simulate({0.5, 0.1, 0.1, 0.1});
  const auto other_pfc = simulate({0.1, 0.1, 0.5, 0.1});
  CHECK(other_ppc[2] > base[2]);
  CHECK(other_ppc[3] == base[3]);
  CHECK(other_pfc[0] == base[0]);
  CHECK(other_pfc[1] == base[1]);
}

TEST_CASE("one area alone chooses a winner") {
  // The strong structure of the PFC makes the symmetric state unstable; more input wins.
  std::vector<float> input = no_input(200, 2);
  for (std::size_t bin = 0; bin < 20; ++bin) {
    input[2 * bin] = 0.020F;
    input[2 * bin + 1] = 0.015F;
  }
  const auto activity =
      murray::simulate(murray::single_area({0.4182, 0.28387}, 0.334), {}, input, {0.04, 0.04}, 0);
  CHECK(activity.rates_hz[398] > 30);
  CHECK(activity.rates_hz[399] < 5);
}

TEST_CASE("currents between areas") {
  const auto circuit = murray::two_areas({1, 1}, {1, 1}, {0.4, 0.2}, {0.6, 0.0}, 0.334);
  const std::vector<float> states{0.5F, 0.25F, 0.125F, 1.0F};
  const auto pfc = murray::current_between(circuit, 0, 2, states);
  REQUIRE(pfc.size() == 2);
  CHECK(pfc[0] == Approx(0.5 * 0.3 - 0.25 * 0.1));
  CHECK(pfc[1] == Approx(-0.5 * 0.1 + 0.25 * 0.3));
  const auto ppc = murray::current_between(circuit, 2, 0, states);
  CHECK(ppc[0] == Approx(0.125 * 0.3 - 1.0 * 0.3));
}

TEST_CASE("a diverging integration names trial and bin") {
  std::vector<float> input = no_input(10, 2);
  input[7] = 50;  // bin 3
  CHECK_THROWS_AS(murray::simulate(uncoupled(0.334), {}, input, {0.1, 0.1}, 7),
                  npd::NumericalError);
  CHECK_THROWS_WITH(murray::simulate(uncoupled(0.334), {}, input, {0.1, 0.1}, 7),
                    ContainsSubstring("trial 7, bin 3: the circuit diverges") &&
                        ContainsSubstring("raise integration_steps"));
  input[7] = std::nanf("");
  CHECK_THROWS_WITH(murray::simulate(uncoupled(0.334), {}, input, {0.1, 0.1}, 7),
                    ContainsSubstring("trial 7, bin 3"));
  CHECK_NOTHROW(murray::simulate(uncoupled(0.334), {0.01, 1000}, no_input(10, 2), {0.1, 0.1}, 7));
}
