#include "plugins/datasets/toy_dynamics/toys.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <ATen/Parallel.h>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using npd::Tensor;
using npd::testing::Approx;
using npd::testing::ContainsSubstring;
using npd::testing::deviation;

namespace {

/// What is in the drive besides the true inputs, of the states alone, (trial, time, state).
Tensor noise_of(const toy::Made& made) {
  const auto n = made.truth.system->state_dim();
  const Tensor drive = made.truth.drive.narrow(2, 0, n);
  return made.trials.truth.inputs.defined() ? drive - made.trials.truth.inputs.narrow(2, 0, n)
                                            : drive;
}

double variance(const Tensor& x) { return (x - x.mean()).square().mean().item<double>(); }

}  // namespace

TEST_CASE("steps with the drive are the trials of every toy, and its states what neurons see") {
  for (const auto& name : toy::all_names()) {
    CAPTURE(name);
    const auto made = toy::make(toy::small(name));
    const Tensor states = simulated::run(made.truth);
    CHECK(at::equal(states, made.trials.truth.latents));
    const Tensor rates = made.truth.system->outputs(states.flatten(0, 1));
    CHECK(deviation("rates", rates.reshape_as(made.trials.truth.rates), made.trials.truth.rates)
              .relative < 1e-14);
    CHECK(made.trials.spikes.sizes() == at::IntArrayRef({40, 100, 3}));
  }
}

TEST_CASE("log rates have their own mean whatever the scale of the states") {
  auto config = toy::small("linear");
  config.neurons.neurons = 200;
  const auto made = toy::make(config);
  const Tensor log_rates = at::log(made.trials.truth.rates).flatten(0, 1);
  const Tensor means = at::exp(log_rates.mean(0));
  CHECK(means.min().item<double>() >= 0.05);
  CHECK(means.max().item<double>() <= 0.3);
  // Standardised states but for their correlations, weights of 0.5: a variance of 3 * 0.25; the
  // mean over 200 neurons within a third.
  CHECK((log_rates - log_rates.mean(0)).square().mean().item<double>() ==
        Approx(0.75).epsilon(0.34));
}

TEST_CASE(
    "half of the trials make each choice, which is the condition and the sign of what moves") {
  const auto made = toy::make(toy::small("saddle"));
  const auto& trials = made.trials;
  REQUIRE(trials.trial_info.size() == 1);
  CHECK(trials.trial_info[0].name == "choice");
  CHECK(trials.conditions.names == std::vector<std::string>{"-1", "1"});
  double sum = 0;
  for (std::size_t i = 0; i < 40; ++i) {
    const double choice = (*trials.trial_info[0].numbers())[i];
    CHECK(trials.conditions.labels[i] == (choice > 0 ? 1 : 0));
    const auto trial = static_cast<std::int64_t>(i);
    CHECK(at::equal(trials.truth.inputs[trial], at::full({100, 2}, -8 * choice, toy::float64)));
    // The saddle is left on the input's side.
    CHECK(trials.truth.latents[trial][99][0].item<double>() * choice < -1);
    sum += choice;
  }
  CHECK(sum == 0);
}

TEST_CASE("movements start at (1, 0) or (-1, 0), with their spread along the way out") {
  auto config = toy::small("channel");
  config.trials = 2000;
  const auto made = toy::make(config);
  const Tensor choices = at::tensor(*made.trials.trial_info[0].numbers(), toy::float64);
  const Tensor x = made.truth.starts.select(1, 0) - choices, y = made.truth.starts.select(1, 1);
  // Five standard errors: 1 / sqrt(2 * 2000) of the standard deviation.
  CHECK(std::sqrt(variance(x)) == Approx(0.1).epsilon(5.0 / std::sqrt(4000)));
  CHECK(std::sqrt(variance(y)) == Approx(0.01).epsilon(5.0 / std::sqrt(4000)));
  CHECK_FALSE(made.trials.truth.inputs.defined());
}

TEST_CASE("decisions of different toys have the same starts and choices") {
  const auto saddle = toy::make(toy::small("saddle"));
  for (const std::string name : {"line_attractor", "point_attractor"}) {
    const auto other = toy::make(toy::small(name));
    CHECK(at::equal(saddle.truth.starts, other.truth.starts));
    CHECK(saddle.trials.conditions == other.trials.conditions);
  }
  CHECK(toy::largest(saddle.truth.starts) < 5 * std::sqrt(0.005));
  CHECK(variance(saddle.truth.starts) == Approx(0.005).epsilon(5 * std::sqrt(2.0 / 80)));
}

TEST_CASE("noise adds its variance by the second, however bins are cut") {
  for (const auto& time : {toy::Time{0.01, 10}, toy::Time{0.02, 4}}) {
    auto config = toy::small("rotation");
    config.time = time;
    const Tensor noise = noise_of(toy::make(config));
    // 0.03 per s; 8000 draws, five standard errors.
    CHECK(variance(noise * time.bin_s) / time.bin_s ==
          Approx(0.03).epsilon(5 * std::sqrt(2.0 / 8000)));
    config.noise_per_s = 0.12;
    CHECK(toy::largest(noise_of(toy::make(config)) - 2 * noise) < 1e-12);
  }
}

TEST_CASE("a linear system changes when it is told to, and so does its noise") {
  auto config = toy::small("linear");
  config.change_s = 0.3;
  const auto made = toy::make(config);
  const Tensor& inputs = made.trials.truth.inputs;
  CHECK(inputs.narrow(2, 0, 3).eq(2).all().item<bool>());
  CHECK(toy::largest(inputs.select(2, 3).narrow(1, 0, 30)) == 0);
  CHECK(inputs.select(2, 3).narrow(1, 30, 70).eq(1).all().item<bool>());
  CHECK(toy::largest(made.truth.drive.select(2, 3) - inputs.select(2, 3)) == 0);
  CHECK(made.trials.conditions.names == std::vector<std::string>{"all"});

  config.late_noise = 0.25;
  const Tensor noise = noise_of(made), less = noise_of(toy::make(config));
  CHECK(at::equal(noise.narrow(1, 0, 30), less.narrow(1, 0, 30)));
  CHECK(toy::largest(noise.narrow(1, 30, 70) - 2 * less.narrow(1, 30, 70)) < 1e-11);
  config.change_s = 7;  // never
  CHECK(toy::largest(toy::make(config).trials.truth.inputs.select(2, 3)) == 0);
}

TEST_CASE("a linear system stays where it began until it changes") {
  auto config = toy::small("linear");
  config.trials = 1000;
  const auto made = toy::make(config);
  const Tensor before = made.trials.truth.latents.select(1, 79);
  const Tensor after = made.trials.truth.latents.select(1, 99);
  // Of 1000 trials, five standard errors of the difference of two variances.
  const double started = variance(made.truth.starts.matmul(made.truth.starts.new_ones({3, 1})));
  CHECK(variance(before.matmul(before.new_ones({3, 1}))) ==
        Approx(started).epsilon(5 * std::sqrt(4.0 / 1000)));
  CHECK(after.var(0).sum().item<double>() < 0.9 * made.truth.starts.var(0).sum().item<double>());
}

TEST_CASE("toys depend on their own seed alone") {
  auto config = toy::small("point_attractor");
  const Tensor spikes = toy::make(config).trials.spikes;
  CHECK(at::equal(spikes, toy::make(config).trials.spikes));
  config.recording.data_seed = 1;
  CHECK_FALSE(at::equal(spikes, toy::make(config).trials.spikes));
}

TEST_CASE("toys are the same bits for any number of threads") {
  auto config = toy::small("linear_nonnormal");
  config.trials = 500;
  config.neurons.neurons = 30;
  const int threads = at::get_num_threads();
  at::set_num_threads(1);
  const auto alone = toy::make(config);
  at::set_num_threads(3);
  const auto together = toy::make(config);
  at::set_num_threads(threads);
  CHECK(at::equal(alone.trials.spikes, together.trials.spikes));
  CHECK(at::equal(alone.trials.truth.rates, together.trials.truth.rates));
  CHECK(at::equal(alone.trials.truth.latents, together.trials.truth.latents));
}

TEST_CASE("toys with steps that are too long, or that leave all bounds, are refused") {
  auto config = toy::small("saddle");
  config.time = {0.05, 4};
  CHECK_THROWS_AS(toy::ToyDynamics(config), npd::ConfigError);
  CHECK_THROWS_WITH(toy::ToyDynamics(config),
                    ContainsSubstring("steps of 0.0125 s are too long; at most 0.01 s"));
  config.time = {0.05, 5};
  CHECK_NOTHROW(toy::ToyDynamics(config));
  config.noise_per_s = 1e6;
  CHECK_THROWS_AS(toy::make(config), npd::NumericalError);
  CHECK_THROWS_WITH(toy::make(config), ContainsSubstring("lower noise_per_s"));
}
