#include "benchmarks/chaotic_rnn.hpp"
#include "benchmarks/flip_flop.hpp"
#include "benchmarks/lorenz.hpp"
#include "common/recording.hpp"
#include "dynamics/fixed_points.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

using benchmarks::ChaoticRnn;
using benchmarks::FlipFlop;
using benchmarks::Lorenz;
using npd::Tensor;
using npd::testing::Approx;
using npd::testing::ContainsSubstring;
using npd::testing::deviation;

namespace {

const at::TensorOptions float64(at::kDouble);

template <class Dataset>
typename Dataset::Config small() {
  typename Dataset::Config config;
  config.recording.conditions = 6;
  config.recording.trials_per_condition = 3;
  return config;
}

struct Made {
  npd::Trials trials;
  npd::TrueSystem truth;
};

template <class Dataset>
Made make(const typename Dataset::Config& config) {
  Dataset dataset(config);
  npd::RandomStream unused(0, "data");
  auto trials = dataset.make(unused);
  return {std::move(trials), dataset.system()};
}

Tensor row(const std::vector<double>& values) {
  return at::tensor(values, float64).reshape({1, static_cast<std::int64_t>(values.size())});
}

/// All fixed points under input 0 that our own analysis finds.
npd::dynamics::CompleteSearch fixed_points_of(npd::System& system, const Tensor& states) {
  using namespace npd::dynamics;
  const FrozenMap map(system, Point::Zero(system.input_dim()));
  npd::RandomStream random(1, "starts");
  const Points rows = points_of(states.flatten(0, 1));
  const double spread = spread_of(rows);
  return find_all_fixed_points(map, starts_near(rows, 0.3, random), 256, {spread, 1e-4});
}

}  // namespace

TEST_CASE("benchmarks have the sizes that their help tells, unless others are asked for") {
  CHECK(Lorenz::Config().recording.conditions == 65);
  CHECK(Lorenz::Config().recording.trials_per_condition == 20);
  CHECK(ChaoticRnn::Config().recording.conditions == 100);
  CHECK(ChaoticRnn::Config().recording.trials_per_condition == 10);
  CHECK(FlipFlop::Config().recording.conditions == 500);
  CHECK(FlipFlop::Config().recording.trials_per_condition == 1);
  CHECK(FlipFlop::Config().recording.train_fraction == 0.8);
}

TEST_CASE("Lorenz: the three fixed points of the equations are those of the bins") {
  const auto system = make<Lorenz>(small<Lorenz>()).truth.whole.system;
  const Tensor none = at::zeros({1, 0}, float64);
  const double c = std::sqrt(8.0 / 3 * 27);
  for (const auto& point : {row({0, 0, 0}), row({c, c, 27}), row({-c, -c, 27})}) {
    CHECK(system->field()->velocity(none, point).abs().max().item<double>() < 1e-13);
    CHECK((system->step(none, point) - point).abs().max().item<double>() < 1e-13);
  }
}

TEST_CASE("Lorenz: the search for fixed points finds the three, and how they repel") {
  const auto made = make<Lorenz>(small<Lorenz>());
  const auto found =
      fixed_points_of(*made.truth.whole.system, made.trials.trial_arrays.at("states")).found;
  REQUIRE(found.points.size() == 3);
  const double c = std::sqrt(8.0 / 3 * 27);
  // Sorted by x: the wings' centres are a saddle-focus of two unstable directions, the origin has
  // one.
  const double x[] = {-c, 0, c}, z[] = {27, 0, 27};
  const Eigen::Index unstable[] = {2, 1, 2};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& point = found.points[i];
    CHECK((point.state - Eigen::RowVector3d(x[i], x[i], z[i])).norm() < 1e-10);
    CHECK(point.unstable() == unstable[i]);
  }
  // At the origin z alone decays with beta; x and y solve l^2 + (sigma + 1) l = sigma (rho - 1).
  const auto& multipliers = found.points[1].multipliers;
  const double root = std::sqrt(11.0 * 11 / 4 + 270);
  const double rates[] = {-5.5 + root, -8.0 / 3, -5.5 - root};
  for (Eigen::Index i = 0; i < 3; ++i) {
    // To the fourth order of the steps.
    CHECK(std::log(multipliers(i)).real() == Approx(0.012 * rates[i]).epsilon(1e-4));
  }
}

TEST_CASE("Lorenz: volumes shrink by the divergence, everywhere alike") {
  const auto system = make<Lorenz>(small<Lorenz>()).truth.whole.system;
  const Tensor points = 10 * npd::testing::random_tensor({20, 3}, 1).to(at::kDouble);
  const Tensor none = at::zeros({20, 0}, float64);
  const double divergence = -(10 + 1 + 8.0 / 3);
  const Tensor slopes = system->field()->jacobian(none, points).state;
  const Tensor trace = slopes.diagonal(0, 1, 2).sum(1);
  CHECK(at::allclose(trace, at::full({20}, divergence, float64), 0, 1e-12));
  // The bin is 0.012 of Lorenz's time; fourth order in steps of 0.006.
  const Tensor shrunk = at::log(system->jacobian(none, points).state.det());
  CHECK(at::allclose(shrunk, at::full({20}, divergence * 0.012, float64), 0, 1e-4));
  CHECK(system->field()->bin() == Approx(0.012));
}

TEST_CASE("Lorenz: steps are of fourth order") {
  const Tensor start = row({1, 2, 20}), none = at::zeros({1, 0}, float64);
  const auto end = [&](double size, std::int64_t count) {
    return benchmarks::LorenzSystem({}, {size, count}, 0.01).step(none, start);
  };
  const Tensor exact = end(0.0005, 200);
  const double coarse = (end(0.02, 5) - exact).norm().item<double>();
  const double fine = (end(0.01, 10) - exact).norm().item<double>();
  CHECK(coarse / fine == Approx(16).epsilon(0.25));
}

TEST_CASE("Lorenz: latents are standardised, trials of a condition are alike") {
  const auto made = make<Lorenz>(small<Lorenz>());
  const Tensor rows = made.trials.truth.latents.reshape({-1, 3});
  CHECK(rows.mean(0).abs().max().item<double>() < 1e-12);
  CHECK(at::allclose(rows.square().mean(0), at::ones({3}, float64), 0, 1e-12));
  const Tensor& rates = made.trials.truth.rates;
  CHECK(at::equal(rates[0], rates[2]));
  CHECK_FALSE(at::equal(rates[0], rates[3]));
  CHECK(made.trials.conditions.labels[2] == 0);
  CHECK(made.trials.conditions.labels[3] == 1);
  // On the attractor z is far above 0, and both wings are visited.
  const Tensor states = made.trials.trial_arrays.at("states").reshape({-1, 3});
  CHECK(states.select(1, 2).min().item<double>() > 0);
  CHECK(states.select(1, 0).min().item<double>() < -5);
  CHECK(states.select(1, 0).max().item<double>() > 5);
}

TEST_CASE("chaotic RNN: weights are NumPy's") {
  ChaoticRnn::Config config;
  const auto weights = benchmarks::draw_weights(config);
  CHECK(weights.recurrent[0][0].item<double>() == Approx(1.5 * .06239899).epsilon(1e-6));
  CHECK(weights.input.sizes() == at::IntArrayRef({50, 0}));
  config.pulse_size = 20;
  const auto driven = benchmarks::draw_weights(config);
  CHECK(at::equal(driven.recurrent, weights.recurrent));
  CHECK(driven.input.sizes() == at::IntArrayRef({50, 1}));
}

TEST_CASE("chaotic RNN: derivatives by hand are autograd's") {
  auto config = small<ChaoticRnn>();
  config.units = 7;
  config.pulse_size = 20;
  const auto system = make<ChaoticRnn>(config).truth.whole.system;
  const Tensor state = npd::testing::random_tensor({5, 7}, 1).to(at::kDouble);
  const Tensor input = npd::testing::random_tensor({5, 1}, 2).to(at::kDouble);
  const auto by_hand = system->jacobian(input, state);
  const auto automatic = npd::autograd_jacobian(
      [&](const Tensor& u, const Tensor& s) { return system->step(u, s); }, input, state);
  CHECK(deviation("by state", by_hand.state, automatic.state).relative < 1e-13);
  CHECK(deviation("by input", by_hand.input, automatic.input).relative < 1e-13);
}

TEST_CASE("chaotic RNN: small differences die with a gain of 0.5 and grow with one of 2.5") {
  const auto growth = [](double gain) {
    ChaoticRnn::Config config;
    config.recording.conditions = 4;
    config.recording.trials_per_condition = 1;
    config.recording.bins = 300;
    config.gain = gain;
    const auto made = make<ChaoticRnn>(config);
    auto pushed = made.truth.whole;
    pushed.starts = pushed.starts + 1e-6;
    const Tensor apart = simulated::run(pushed) - simulated::run(made.truth.whole);
    return apart.select(1, 299).norm().item<double>() / apart.select(1, 0).norm().item<double>();
  };
  CHECK(growth(0.5) < 1e-6);
  CHECK(growth(2.5) > 10);
}

TEST_CASE("chaotic RNN: rates stay within their bounds, pulses within the middle half") {
  auto config = small<ChaoticRnn>();
  config.pulse_size = 20;
  const auto made = make<ChaoticRnn>(config);
  CHECK(made.trials.truth.rates.min().item<double>() >= 0);
  CHECK(made.trials.truth.rates.max().item<double>() <= 0.3);
  const Tensor& input = made.trials.truth.inputs;
  CHECK(at::equal(input.sum(1), at::full({18, 1}, 20.0, float64)));
  CHECK(input.narrow(1, 0, 25).abs().sum().item<double>() == 0);
  CHECK(input.narrow(1, 75, 25).abs().sum().item<double>() == 0);
  config.bin_s = 0.03;
  CHECK_THROWS_AS(ChaoticRnn(config), npd::ConfigError);
}

TEST_CASE("flip-flop: 2^k fixed points, all stable") {
  const auto system = make<FlipFlop>(small<FlipFlop>()).truth.whole.system;
  std::vector<Tensor> corners;
  for (int k = 0; k < 8; ++k) {
    const double a = k & 1 ? 1 : -1, b = k & 2 ? 1 : -1, c = k & 4 ? 1 : -1;
    corners.push_back(row({a, b, c, a, b, c}));
  }
  const Tensor points = at::cat(corners), none = at::zeros({8, 3}, float64);
  CHECK(at::equal(system->step(none, points), points));
  const Tensor slopes = system->jacobian(none, points).state;
  // Memories forget at once where they came from; latents decay with 30 ms.
  Tensor expected = at::zeros({6, 6}, float64);
  for (int i = 3; i < 6; ++i) expected[i][i] = std::exp(-1.0 / 3);
  CHECK(at::allclose(slopes, expected.expand({8, 6, 6}), 0, 1e-14));
}

TEST_CASE("flip-flop: the search for fixed points finds all 2^k, and claims no index sum") {
  const auto made = make<FlipFlop>(small<FlipFlop>());
  const auto search =
      fixed_points_of(*made.truth.whole.system, made.trials.trial_arrays.at("states"));
  CHECK(search.found.points.size() == 8);
  CHECK(search.found.stable() == 8);
  CHECK(search.found.index_sum() == 8);  // the map jumps between the memories
  CHECK_FALSE(search.is_bounded);
  CHECK(search.starts == 256);
}

TEST_CASE("flip-flop: proposed starts lie in [-1, 1], all over") {
  const auto system = make<FlipFlop>(small<FlipFlop>()).truth.whole.system;
  npd::RandomStream random(1, "starts");
  const Tensor starts = system->starts(at::zeros({3}, float64), 1000, random);
  REQUIRE(starts.sizes() == at::IntArrayRef({1000, 6}));
  CHECK(starts.abs().max().item<double>() <= 1);
  // 6000 uniform numbers of standard deviation 0.577: five standard errors.
  CHECK(std::abs(starts.mean().item<double>()) < 5 * 0.577 / std::sqrt(6000));
  CHECK(starts.square().mean().item<double>() == Approx(1.0 / 3).epsilon(0.06));
}

TEST_CASE("flip-flop: a bit has the sign of its last pulse, and its latent follows") {
  const auto made = make<FlipFlop>(small<FlipFlop>());
  const Tensor states = made.trials.trial_arrays.at("states");
  const Tensor& pulses = made.trials.truth.inputs;
  for (std::int64_t trial = 0; trial < 18; ++trial) {
    double memory = made.truth.whole.starts[trial][0].item<double>(), y = memory;
    for (std::int64_t bin = 0; bin < 100; ++bin) {
      const double pulse = pulses[trial][bin][0].item<double>();
      if (pulse != 0) memory = pulse;
      y += (1 - std::exp(-1.0 / 3)) * (memory - y);
      REQUIRE(states[trial][bin][0].item<double>() == memory);
      REQUIRE(made.trials.truth.latents[trial][bin][0].item<double>() == Approx(y).epsilon(1e-12));
    }
  }
  // 5400 draws of probability 0.05: five standard deviations.
  CHECK(pulses.abs().mean().item<double>() == Approx(0.05).margin(0.015));
  CHECK_FALSE(made.trials.external_input.defined());
  auto given = small<FlipFlop>();
  given.give_inputs = true;
  CHECK(at::equal(make<FlipFlop>(given).trials.external_input, pulses));
}

TEST_CASE("benchmarks depend on their own seed alone") {
  auto config = small<Lorenz>();
  const auto first = make<Lorenz>(config).trials;
  CHECK(at::equal(first.spikes, make<Lorenz>(config).trials.spikes));
  config.recording.data_seed = 1;
  CHECK_FALSE(at::equal(first.spikes, make<Lorenz>(config).trials.spikes));
}

TEST_CASE("neurons' rates at latents of 0 lie in their interval") {
  npd::RandomStream random(0, "rates");
  const auto map = simulated::draw_log_linear({}, 3, random);
  const Tensor rates = map(at::zeros({1, 3}, float64));
  CHECK(rates.min().item<double>() >= 0.05);
  CHECK(rates.max().item<double>() <= 0.3);
  simulated::LogLinearConfig wrong;
  wrong.lowest_rate = 1;
  CHECK_THROWS_AS(wrong.check(), npd::ConfigError);
}

TEST_CASE("rates that no neuron has are refused, with the first of them") {
  auto config = small<Lorenz>();
  config.neurons.loading_sd = 1e4;
  CHECK_THROWS_WITH((make<Lorenz>(config)), ContainsSubstring("trial 0, bin 0, neuron ") &&
                                                ContainsSubstring("spikes per bin, at most 1000"));
}
