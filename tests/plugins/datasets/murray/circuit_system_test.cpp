#include "murray/circuit_system.hpp"
#include "murray/datasets.hpp"
#include "murray/firing_rate.hpp"

#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using murray::CircuitSystem;
using npd::Tensor;
using npd::testing::Approx;
using npd::testing::deviation;

namespace {

const at::TensorOptions float64(at::kDouble);

Tensor row(const std::vector<double>& values) {
  return at::tensor(values, float64).reshape({1, static_cast<std::int64_t>(values.size())});
}

const murray::Coupling pfc_recurrent{0.4182, 0.28387};

murray::Circuit two_areas() {
  return murray::two_areas({0.35, 0.28387}, pfc_recurrent, {0.15, 0}, {0.04, 0}, 0.334);
}

std::shared_ptr<CircuitSystem> system_of(const murray::Wiring& wiring) {
  return std::make_shared<CircuitSystem>(wiring, murray::Integration{}, murray::RateMap{});
}

std::shared_ptr<CircuitSystem> pfc_alone() { return system_of(murray::area_alone(two_areas(), 2)); }

/// Some states of the unit cube, and inputs of a few hundredths of a nA.
struct Points {
  explicit Points(const npd::System& system, std::int64_t count = 7) {
    npd::RandomStream random(5, "points");
    state = at::empty({count, system.state_dim()}, float64);
    input = at::empty({count, system.input_dim()}, float64);
    for (std::int64_t i = 0; i < state.numel(); ++i) state.data_ptr<double>()[i] = random.uniform();
    for (std::int64_t i = 0; i < input.numel(); ++i)
      input.data_ptr<double>()[i] = 0.03 * random.normal();
  }
  Tensor state, input;
};

/// Newton's method on the equations.
Tensor fixed_point(npd::System& system, const Tensor& input, const Tensor& start) {
  const auto field = system.field();
  Tensor state = start;
  for (int i = 0; i < 50; ++i) {
    const Tensor slope = field->jacobian(input, state).state[0];
    const Tensor velocity = field->velocity(input, state);
    // A 2 x 2 system by Cramer's rule.
    const double a = slope[0][0].item<double>(), b = slope[0][1].item<double>(),
                 c = slope[1][0].item<double>(), d = slope[1][1].item<double>();
    const double v = velocity[0][0].item<double>(), w = velocity[0][1].item<double>();
    const double det = a * d - b * c;
    state = state - row({(d * v - b * w) / det, (a * w - c * v) / det});
  }
  return state;
}

/// The real eigenvalues of the equations at a fixed point of one area, the larger first.
std::vector<double> eigenvalues(npd::System& system, const Tensor& input, const Tensor& point) {
  const Tensor a = system.field()->jacobian(input, point).state[0];
  const double trace = (a[0][0] + a[1][1]).item<double>();
  const double det = (a[0][0] * a[1][1] - a[0][1] * a[1][0]).item<double>();
  const double root = std::sqrt(trace * trace / 4 - det);
  return {trace / 2 + root, trace / 2 - root};
}

/// Every bin of every trial, one step after the other.
Tensor replay(const npd::DrivenSystem& driven) {
  Tensor state = driven.starts;
  std::vector<Tensor> states;
  for (std::int64_t bin = 0; bin < driven.drive.size(1); ++bin) {
    state = driven.system->step(driven.drive.select(1, bin), state);
    states.push_back(state);
  }
  return at::stack(states, 1);
}

Tensor latents_of(npd::System& system, const Tensor& states) {
  return system.latents(states.reshape({-1, states.size(2)}))
      .reshape({states.size(0), states.size(1), -1});
}

struct Made {
  npd::Trials trials;
  npd::TrueSystem truth;
};

Made with_truth(murray::PositiveFeedback config, const std::string& region) {
  config.simulation.task.trials = 6;
  config.region = region;
  murray::TwoAreaDataset dataset(config, false);
  npd::RandomStream unused(0, "data");
  auto trials = dataset.make(unused);
  return {std::move(trials), dataset.system()};
}

Made with_truth(const std::string& region) { return with_truth({}, region); }

/// Everything that may differ from the published task.
murray::PositiveFeedback everything_changed() {
  murray::PositiveFeedback config;
  config.j11.structure_na = config.j22.structure_na = 0.3;
  config.j12 = {0.2, 0.01};
  config.j21 = {0.2, -0.02};
  auto& simulation = config.simulation;
  simulation.background_current_na = 0.33;
  simulation.integration_steps = 7;
  simulation.initial_state = {.01, .02, .03, .04};
  auto& task = simulation.task;
  task.bins = 60;
  task.bin_s = 0.015;
  task.stimulus = "constant";
  task.coherences_percent = {-50, 50};
  task.stimulus_first_bin = 20;
  task.stimulus_bins = 30;
  task.noise_sigma_na = 3e-3;
  task.start_sd = 0.005;
  simulation.observation.neurons = 7;
  return config;
}

// States are stored in float32.
constexpr double stored = 1e-7;

}  // namespace

TEST_CASE("steps with the full drive reproduce the simulated states, whatever the parameters") {
  const std::string region = GENERATE("pfc", "ppc", "all");
  const bool changed = GENERATE(false, true);
  CAPTURE(region, changed);
  const auto [trials, truth] =
      changed ? with_truth(everything_changed(), region) : with_truth(region);
  const Tensor states = replay(truth.whole);
  CHECK(deviation("states", states, trials.trial_arrays.at("states")).relative < stored);
  CHECK(
      deviation("latents", latents_of(*truth.whole.system, states), trials.truth.latents).relative <
      stored);
  const Tensor rates =
      truth.whole.system->outputs(states.reshape({-1, 4})).reshape(trials.truth.rates.sizes());
  CHECK(deviation("rates", rates, trials.truth.rates).relative < 1e-6);
  if (!truth.replayed.replays()) return;
  CHECK(deviation("open loop", latents_of(*truth.replayed.system, replay(truth.replayed)),
                  trials.truth.latents)
            .relative < stored);
}

TEST_CASE("the open loop replays the circuit, and its copy answers to nobody") {
  const auto [trials, truth] = with_truth("pfc");
  const auto& open = truth.replayed;
  REQUIRE(open.system->state_dim() == 6);
  const Tensor states = replay(open);
  CHECK(deviation("latents", latents_of(*open.system, states), trials.truth.latents).relative <
        stored);

  npd::DrivenSystem pushed = open;
  pushed.starts = open.starts + row({0, 0, 0, 0, 0.3, 0});
  const Tensor other = replay(pushed);
  CHECK(at::equal(other.narrow(2, 0, 4), states.narrow(2, 0, 4)));
  CHECK((other - states).narrow(2, 4, 2).abs().max().item<double>() > 0.1);
  // In closed loop the PPC answers.
  npd::DrivenSystem closed = truth.whole;
  closed.starts = truth.whole.starts + row({0, 0, 0.3, 0});
  const Tensor answered = latents_of(*closed.system, replay(closed));
  CHECK((answered - latents_of(*open.system, other)).abs().max().item<double>() > 1e-3);
}

TEST_CASE("where nothing is hidden there is one system") {
  const auto [trials, truth] = with_truth("all");
  CHECK(truth.recorded.system == truth.whole.system);
  CHECK(truth.recorded.replays());
  CHECK(truth.replayed.system == nullptr);

  murray::SingleArea::Config config;
  config.simulation.task.trials = 4;
  murray::SingleArea area(config);
  npd::RandomStream unused(0, "data");
  const auto single = area.make(unused);
  CHECK(deviation("states", replay(area.system().recorded), single.truth.latents).relative <
        stored);
}

TEST_CASE("the recorded area alone has the inputs that the truth names") {
  const auto [trials, truth] = with_truth("pfc");
  CHECK_FALSE(truth.recorded.replays());
  CHECK(truth.recorded.system->state_dim() == trials.truth.latents.size(2));
  CHECK(truth.recorded.system->input_dim() == trials.truth.inputs.size(2));
  CHECK(truth.recorded.system->state_dimensions()[1].name == "PFC b");
  CHECK(truth.recorded.system->input_dimensions()[0].unit == "nA");
}

TEST_CASE("derivatives by hand are those of autograd") {
  for (const auto& wiring :
       {murray::whole_circuit(two_areas(), 2, 2), murray::area_alone(two_areas(), 2),
        murray::with_copy_of(two_areas(), 0)}) {
    const auto system = system_of(wiring);
    const Points at(*system);
    const auto by_hand = system->jacobian(at.input, at.state);
    const auto automatic = npd::autograd_jacobian(
        [&](const Tensor& u, const Tensor& s) { return system->step(u, s); }, at.input, at.state);
    CHECK(deviation("by state", by_hand.state, automatic.state).relative < 1e-13);
    CHECK(deviation("by input", by_hand.input, automatic.input).relative < 1e-13);

    const auto field = system->field();
    const auto equations = field->jacobian(at.input, at.state);
    const auto of_equations = field->npd::Field::jacobian(at.input, at.state);
    CHECK(deviation("A", equations.state, of_equations.state).relative < 1e-13);
    CHECK(deviation("B", equations.input, of_equations.input).relative < 1e-13);
  }
}

TEST_CASE("the slope of the firing rate is that of autograd, its singular point included") {
  std::vector<double> currents;
  for (const double y : {0.0, 1e-9, 1e-3, 0.0099, 0.0101, 0.5, 5.0, 40.0}) {
    for (const double sign : {-1.0, 1.0}) currents.push_back((sign * y / 0.154 + 108) / 270);
  }
  const Tensor current = row(currents).t();
  const auto automatic = npd::autograd_jacobian(
      [](const Tensor&, const Tensor& i) { return murray::firing_rates_hz(i); },
      at::zeros({current.size(0), 0}, float64), current);
  const Tensor slopes = murray::firing_rate_slopes(current);
  for (std::size_t i = 0; i < currents.size(); ++i) {
    CAPTURE(currents[i]);
    const auto k = static_cast<std::int64_t>(i);
    CHECK(murray::firing_rates_hz(current)[k][0].item<double>() ==
          Approx(murray::firing_rate_hz(currents[i])).epsilon(1e-13));
    // Autograd follows the series of the rate, whose slope is off by y / 6, up to y = 1e-8.
    CHECK(slopes[k][0].item<double>() ==
          Approx(automatic.state[k][0][0].item<double>()).epsilon(1e-9));
  }
  CHECK(murray::firing_rate_slopes(row({-1e6}))[0][0].item<double>() == 0);
  CHECK(murray::firing_rate_slopes(row({1e6}))[0][0].item<double>() == Approx(270));
}

TEST_CASE("the fixed points of the PFC alone") {
  const auto pfc = pfc_alone();
  const Tensor none = at::zeros({1, 2}, float64);
  struct Known {
    double a, b, first, second;
  };
  for (const auto& [a, b, first, second] :
       {Known{.08411, .08411, -2.621, -7.624}, Known{.59789, .01594, -13.272, -17.992},
        Known{.18750, .05316, 3.511, -9.319}}) {
    const Tensor point = fixed_point(*pfc, none, row({a, b}));
    CHECK(point[0][0].item<double>() == Approx(a).margin(1e-5));
    CHECK(point[0][1].item<double>() == Approx(b).margin(1e-5));
    CHECK(deviation("step", pfc->step(none, point), point).relative < 1e-15);
    const auto lambda = eigenvalues(*pfc, none, point);
    CHECK(lambda[0] == Approx(first).margin(1e-3));
    CHECK(lambda[1] == Approx(second).margin(1e-3));
  }
}

TEST_CASE("the symmetric state of the PFC branches where its antisymmetric eigenvalue is 0") {
  // On the input (u, u), in nA.
  const auto pfc = pfc_alone();
  for (const double u : {.00357251390, .01925305122}) {
    const auto largest = [&](double at_na) {
      const Tensor input = row({at_na, at_na});
      return eigenvalues(*pfc, input, fixed_point(*pfc, input, row({.1, .1})))[0];
    };
    CAPTURE(u);
    CHECK(largest(u - 1e-6) * largest(u + 1e-6) < 0);
    CHECK(std::abs(largest(u)) < 1e-6);
  }
}

TEST_CASE("the unit cube is a domain unless steps are too long") {
  const auto pfc = pfc_alone();
  const Tensor none = at::zeros({2}, float64);
  const auto box = pfc->domain(none);
  REQUIRE(box.has_value());
  CHECK(at::equal(box->lowest, at::zeros({2}, float64)));
  CHECK(at::equal(box->highest, at::ones({2}, float64)));
  CHECK_FALSE(pfc->domain(none + 50).has_value());
  CircuitSystem coarse(murray::area_alone(two_areas(), 2), {0.07, 1}, {});
  CHECK_FALSE(coarse.domain(none).has_value());

  npd::RandomStream random(3, "starts");
  const Tensor starts = pfc->starts(none, 100, random);
  const Tensor next = pfc->step(at::zeros({100, 2}, float64), starts);
  CHECK((next >= 0).logical_and(next <= 1).all().item<bool>());
}
