#include "dynamics/points.hpp"
#include "murray/circuit.hpp"
#include "murray/circuit_system.hpp"
#include "murray/datasets.hpp"
#include "murray/firing_rate.hpp"
#include "plugins/analyses/residual/circuit_data.hpp"
#include "plugins/analyses/residual/linear_trials.hpp"
#include "plugins/analyses/residual/small_noise.hpp"
#include "residual/bins.hpp"
#include "residual/groups.hpp"
#include "residual/hankel.hpp"
#include "residual/pipeline.hpp"
#include "residual/settings.hpp"
#include "residual/sources.hpp"
#include "residual/spectra.hpp"
#include "residual/two_stage.hpp"

#include <npd/ops.hpp>
#include <npd/random.hpp>
#include <npd/system.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

/// \file two_area_test.cpp
/// The two-area networks of [Galgali2023] at full size, in the paper's own integration.
using namespace npd::residual;
using npd::testing::random_basis;

namespace {

using Matrix = Eigen::MatrixXd;

constexpr double dt_s = 1e-4;
constexpr int steps = 12000, onset = 4000, bin_steps = 450;
constexpr std::size_t bins = steps / bin_steps;
constexpr double width_s = bin_steps * dt_s;
constexpr double stimulus_na = .013, noise_na = .0031305, noise_tau_s = .002;

murray::Circuit network(double self, double forward, double feedback) {
  return murray::two_areas({self, .28387}, {self, .28387}, {forward, 0}, {feedback, 0}, .334);
}
murray::Circuit local() { return network(.36, .08, 0); }
murray::Circuit long_range() { return network(.20, .24, .24); }

struct Simulated {
  Bins sums;  ///< of states over 45 ms, (trial, population)
  std::vector<std::int64_t> choices;
};

/// One trial's states are added up as they come.
void run_trial(const murray::Circuit& circuit, Eigen::Index trial, npd::RandomStream& random,
               Simulated& out) {
  std::array<double, 4> state{}, noise{}, rate{};
  for (double& s : state) s = .01 + noise_na * random.normal();
  for (int step = 0; step < steps; ++step) {
    const auto bin = static_cast<std::size_t>(step / bin_steps);
    for (std::size_t i = 0; i < 4; ++i) {
      if (bin < bins) out.sums[bin](trial, static_cast<Eigen::Index>(i)) += state[i];
      noise[i] += dt_s / noise_tau_s * (-noise[i] + noise_na * random.normal());
      double current = circuit.background_na + noise[i];
      if (i < 2 && step >= onset) current += stimulus_na;
      for (std::size_t j = 0; j < 4; ++j) current += state[j] * circuit.coupling_na[j * 4 + i];
      rate[i] = murray::firing_rate_hz(current);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      state[i] +=
          dt_s * (-state[i] / murray::tau_nmda_s + murray::gamma_nmda * (1 - state[i]) * rate[i]);
    }
  }
  out.choices.push_back(state[2] > state[3] ? 1 : 0);
}

Simulated simulate(const murray::Circuit& circuit, Eigen::Index trials) {
  Simulated out{Bins(bins, Matrix::Zero(trials, 4)), {}};
  npd::RandomStream random(1, "two areas");
  for (Eigen::Index k = 0; k < trials; ++k) run_trial(circuit, k, random, out);
  return out;
}

Matrix exponential(const Matrix& a) {
  constexpr int halvings = 12;
  const Matrix small = a / std::pow(2.0, halvings);
  Matrix sum = Matrix::Identity(a.rows(), a.cols()), term = sum;
  for (int k = 1; k < 12; ++k) {
    term = term * small / k;
    sum += term;
  }
  for (int k = 0; k < halvings; ++k) sum = sum * sum;
  return sum;
}

/// The equations' Jacobian at the mean state of a bin, of some populations.
Matrix jacobian(const murray::Circuit& circuit, const Matrix& sums, Eigen::Index first,
                Eigen::Index count) {
  murray::CircuitSystem system(murray::whole_circuit(circuit, 0, 4), murray::Integration{},
                               murray::RateMap{});
  const Eigen::RowVectorXd mean = sums.colwise().mean() / bin_steps;
  const npd::Tensor input =
      at::tensor({stimulus_na, stimulus_na, 0.0, 0.0}, at::kDouble).unsqueeze(0);
  const npd::Tensor whole =
      system.field()
          ->jacobian(input, npd::dynamics::tensor_of(npd::dynamics::Points(mean)))
          .state[0];
  return npd::dynamics::points_of(whole).block(first, first, count, count);
}

TrialList of_choice(const Simulated& s, std::int64_t choice) {
  TrialList trials;
  for (std::size_t i = 0; i < s.choices.size(); ++i) {
    if (s.choices[i] == choice) trials.push_back(static_cast<Eigen::Index>(i));
  }
  return trials;
}

/// Mean over late bins of the largest modulus of expm(J D), of the trials of a choice.
double late_truth(const murray::Circuit& circuit, const Simulated& s, std::int64_t choice,
                  Eigen::Index first, Eigen::Index count) {
  const auto own = some_trials(s.sums, of_choice(s, choice));
  double sum = 0;
  for (std::size_t t = 18; t <= 24; ++t) {
    sum += largest_modulus(exponential(width_s * jacobian(circuit, own[t], first, count)));
  }
  return sum / 7;
}

double mean_largest(const std::vector<Matrix>& maps, std::size_t lag, std::size_t first,
                    std::size_t last) {
  double sum = 0;
  for (auto t = first; t <= last; ++t) sum += largest_modulus(maps[t - lag]);
  return sum / static_cast<double>(last - first + 1);
}

/// Ten units for each area that is seen, with noise; late largest modulus for each choice.
std::vector<double> late_estimates(const Simulated& s, Eigen::Index first, Eigen::Index count,
                                   std::uint64_t seed) {
  npd::RandomStream random(seed, "observation");
  const auto areas = count / 2, dims = 10 * areas;
  Matrix readout = Matrix::Zero(4, dims);
  for (Eigen::Index a = 0; a < areas; ++a) {
    readout.block(first + 2 * a, 10 * a, 2, 10) = random_basis(10, 2, random).transpose();
  }
  Bins observed = projected(s.sums, readout);
  const double noise = std::sqrt(450 * .0006);
  for (auto& bin : observed) {
    bin += noise * npd::testing::normal_matrix(bin.rows(), dims, random);
  }
  std::vector<Segments> conditions;
  for (const std::int64_t choice : {0, 1}) {
    conditions.push_back({centred(some_trials(observed, of_choice(s, choice)))});
  }
  const Matrix basis = dynamics_subspace(conditions, {{count}, {count}}, 5).basis.leftCols(count);
  std::vector<double> late;
  for (const auto& x : conditions) {
    late.push_back(mean_largest(two_stage(projected(x[0], basis), 3, 1000.0 / 3).maps, 3, 18, 24));
  }
  return late;
}

}  // namespace

TEST_CASE("an area recorded alone shows the unstable mode of both, and both areas the truth") {
  for (const auto& circuit : {local(), long_range()}) {
    const auto s = simulate(circuit, 2000);
    const auto ppc = late_estimates(s, 0, 2, 1), pfc = late_estimates(s, 2, 2, 2),
               both = late_estimates(s, 0, 4, 3);
    for (const std::int64_t choice : {0, 1}) {
      const auto c = static_cast<std::size_t>(choice);
      const double truth = late_truth(circuit, s, choice, 0, 4);
      const double own = late_truth(circuit, s, choice, 2, 2);
      UNSCOPED_INFO("truth " << truth << " own " << own << " ppc " << ppc[c] << " pfc " << pfc[c]
                             << " both " << both[c]);
      CHECK(std::abs(both[c] - truth) <= .02);
      CHECK(std::abs(ppc[c] - truth) <= .02);
      CHECK(pfc[c] - own >= .35);
    }
  }
}

TEST_CASE("trials that are not split by what they decide show the saddle that they leave") {
  const auto circuit = local();
  const auto s = simulate(circuit, 6000);
  Bins ppc;
  for (const auto& bin : s.sums) ppc.emplace_back(bin.leftCols(2));
  const auto together = two_stage(centred(ppc), 3, 1e-3).maps;
  double truth = 0;
  for (std::size_t t = 11; t <= 17; ++t) {
    const Matrix product = exponential(width_s / 2 * jacobian(circuit, s.sums[t + 1], 0, 2)) *
                           exponential(width_s / 2 * jacobian(circuit, s.sums[t], 0, 2));
    truth += largest_modulus(product) / 7;
  }
  const double found = mean_largest(together, 3, 11, 17);
  const auto split = two_stage(centred(some_trials(ppc, of_choice(s, 1))), 3, 1e-3).maps;
  const double of_split = mean_largest(split, 3, 11, 17);
  UNSCOPED_INFO("truth " << truth << " together " << found << " split " << of_split);
  CHECK(std::abs(found - truth) <= .03);
  CHECK(of_split < found - .05);
}

TEST_CASE("the published circuit's residual dynamics at other seeds") {
  // The ranges of five other seeds, widened: these seeds are not the same. Of their 40 figures one,
  // 1.395, is more than .05 outside.
  constexpr double margin = .075;
  for (const std::int64_t seed : {1, 2, 3, 4, 5}) {
    murray::PositiveFeedback config;
    config.simulation.task.task_seed = seed;
    config.simulation.observation.observation_seed = seed;
    const auto data = npd::testing::circuit_data(config);
    Settings settings;
    settings.trials.fine = {"conditions", "decision"};
    settings.trials.coarse = {"decision"};
    settings.choice.order = 4;
    settings.choice.rank = settings.choice.dimension = 2;
    settings.choice.lag = 3;
    settings.result.bootstraps = 0;
    const auto groups = groups_of(settings.trials, data.evaluation);
    for (const std::string name : {"states", "spikes"}) {
      const bool is_states = name == "states";
      settings.choice.smoothness = is_states ? 1 : 500;
      const auto source = source_of(name, settings.trials, data);
      const auto fit = fit_source(source, groups, settings, data.evaluation.bin_s, 0, {});
      for (const auto& group : fit.groups) {
        const auto& maps = group.segments[0].dynamics.maps;
        const double early = mean_largest(maps, 3, 3, 7), late = mean_largest(maps, 3, 13, 18);
        CAPTURE(seed, name, group.group.name, early, late);
        CHECK(early >= (is_states ? 1.269 : .897) - margin);
        CHECK(early <= (is_states ? 1.333 : 1.024) + margin);
        CHECK(late >= (is_states ? .818 : .779) - margin);
        CHECK(late <= (is_states ? .874 : .832) + margin);
      }
    }
  }
}

TEST_CASE("eigenvalues of small residuals are those of Jacobians at five seeds") {
  const murray::PositiveFeedback positive;
  const murray::NegativeFeedback negative;
  for (const murray::TwoAreaConfig* c : {static_cast<const murray::TwoAreaConfig*>(&positive),
                                         static_cast<const murray::TwoAreaConfig*>(&negative)}) {
    const auto circuit =
        murray::two_areas(c->j11, c->j22, c->j12, c->j21, c->simulation.background_current_na);
    for (std::uint64_t seed = 2; seed <= 6; ++seed) {
      const auto errors =
          npd::testing::small_noise_errors(circuit, c->simulation.initial_state, seed);
      CAPTURE(seed, errors.mean, errors.most, errors.bias);
      CHECK(errors.mean <= .02);
      CHECK(errors.most <= .12);
      CHECK(std::abs(errors.bias) <= .006);
    }
  }
}
