#include "murray/task.hpp"

#include <npd/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>

#include <npd/testing/catch.hpp>

using murray::TaskConfig;
using npd::testing::Approx;
using npd::testing::ContainsSubstring;

namespace {

template <class Change>
std::string task_key_at_fault(Change change) {
  TaskConfig task;
  change(task);
  try {
    task.check();
  } catch (const npd::ConfigError& error) {
    return error.key();
  }
  return "none";
}

}  // namespace

TEST_CASE("trial seeds are those of the published data and do not depend on their number") {
  TaskConfig task;
  const auto seeds = murray::trial_seeds(task);
  REQUIRE(seeds.size() == 1000);
  CHECK(seeds[0] == 3653403230U);
  CHECK(seeds[3] == 1158725111U);
  task.trials = 3;
  CHECK(murray::trial_seeds(task) == std::vector<std::uint32_t>(seeds.begin(), seeds.begin() + 3));
  task.task_seed = 1;
  CHECK(murray::trial_seeds(task)[0] != seeds[0]);
}

TEST_CASE("the first trial is that of the published data") {
  const auto trial = murray::draw_trial({}, 4, 3653403230U);
  CHECK(trial.stim1 == 24);
  CHECK(trial.stim2 == 12);
  REQUIRE(trial.input_na.size() == 400);
  const std::vector<double> noise{0.00205497, -0.00249417, 0.00347997, -0.00224992};
  for (std::size_t i = 0; i < 4; ++i) CHECK(trial.input_na[i] == Approx(noise[i]).margin(6e-9));
}

TEST_CASE("pulses stay within the stimulus window and the first two populations") {
  TaskConfig task;
  task.noise_sigma_na = 0;
  for (const auto seed : murray::trial_seeds(task)) {
    const auto trial = murray::draw_trial(task, 4, seed);
    REQUIRE(trial.stim1 + trial.stim2 == 36);
    REQUIRE(trial.input_na == trial.pulse_na);
    for (std::size_t i = 0; i < trial.pulse_na.size(); ++i) {
      const bool stimulated = i / 4 >= 5 && i / 4 < 95 && i % 4 < 2;
      const double pulses = trial.pulse_na[i] / 0.009;
      if (!stimulated) {
        REQUIRE(pulses == 0);
      }
      REQUIRE(pulses == Approx(std::round(pulses)).margin(1e-5));
    }
  }
}

TEST_CASE("a pulse is spread over bins centred on its own") {
  TaskConfig task;
  task.noise_sigma_na = 0;
  task.pulse_height_na = 1;
  task.pulse_bins = 1;
  const auto counts = murray::draw_trial(task, 2, 5).pulse_na;
  task.pulse_bins = 5;
  const auto spread = murray::draw_trial(task, 2, 5).pulse_na;
  for (std::size_t bin = 5; bin < 95; ++bin) {
    float sum = 0;
    for (std::size_t at = bin - 2; at <= bin + 2; ++at) sum += counts[2 * at];
    CHECK(spread[2 * bin] == sum);  // outside the window the counts are 0
  }
  CHECK(std::count_if(counts.begin(), counts.end(), [](float c) { return c > 0; }) > 10);
}

TEST_CASE("pulses come at their rates") {
  // The sum over trials of both trains is Poisson with mean 1000 * 36 Hz * 0.9 s = 32400; task seed
  // 0, five standard deviations (alpha 6e-7).
  TaskConfig task;
  task.noise_sigma_na = 0;
  task.pulse_height_na = 1;
  task.pulse_bins = 1;
  double pulses = 0;
  for (const auto seed : murray::trial_seeds(task)) {
    for (const float count : murray::draw_trial(task, 2, seed).pulse_na) pulses += count;
  }
  CHECK(pulses == Approx(32400).margin(5 * 180));
}

TEST_CASE("noise has the stationary deviation of its Euler steps") {
  // s' = (1 - h) s + sigma sqrt(2 h) g, h = dt / tau, has variance sigma^2 / (1 - h / 2). From bin
  // 1 on (five time constants) 120 trials give 47520 values that are nearly independent: the
  // standard error of the deviation is 0.33 %; task seed 0, five of them (alpha 6e-7).
  TaskConfig task;
  task.trials = 120;
  task.pulse_height_na = 0;
  double squares = 0;
  double count = 0;
  for (const auto seed : murray::trial_seeds(task)) {
    const auto noise = murray::draw_trial(task, 4, seed).input_na;
    for (std::size_t i = 4; i < noise.size(); ++i) squares += noise[i] * noise[i];
    count += static_cast<double>(noise.size() - 4);
  }
  const double h = 0.01 / 26 / 0.002;
  CHECK(std::sqrt(squares / count) == Approx(0.009 / std::sqrt(1 - h / 2)).epsilon(5 * 0.0033));
}

TEST_CASE("a list of rates of any length is drawn from") {
  TaskConfig task;
  task.stimulus_rates_hz = {10, 20, 40};
  int equal = 0;
  for (const auto seed : murray::trial_seeds(task)) {
    const auto trial = murray::draw_trial(task, 2, seed);
    if (trial.stim1 == 20) {
      ++equal;
      REQUIRE(trial.stim2 == 20);
    } else {
      REQUIRE(trial.stim1 + trial.stim2 == 50);
    }
  }
  // Binomial(1000, 1/3): standard deviation 14.9; task seed 0, five deviations (alpha 6e-7).
  CHECK(equal == Approx(333).margin(75));
}

TEST_CASE("impossible tasks name the parameter") {
  CHECK(task_key_at_fault([](TaskConfig&) {}) == "none");
  CHECK(task_key_at_fault([](TaskConfig& t) { t.stimulus_bins = 96; }) == "stimulus_bins");
  CHECK(task_key_at_fault([](TaskConfig& t) { t.stimulus_bins = 95; }) == "none");
  CHECK(task_key_at_fault([](TaskConfig& t) { t.bins = 50; }) == "stimulus_bins");
  CHECK(task_key_at_fault([](TaskConfig& t) { t.stimulus_first_bin = INT64_MAX; }) ==
        "stimulus_bins");
  CHECK(task_key_at_fault([](TaskConfig& t) { t.stimulus_rates_hz.clear(); }) ==
        "stimulus_rates_hz");
  CHECK(task_key_at_fault([](TaskConfig& t) { t.noise_steps = 2; }) == "noise_steps");
  CHECK(task_key_at_fault([](TaskConfig& t) { t.noise_steps = 3; }) == "none");

  TaskConfig task;
  task.bins = 50;
  CHECK_THROWS_WITH(task.check(),
                    ContainsSubstring("90 bins from bin 5 on does not fit into a trial of 50"));
  task.bins = 100;
  task.noise_steps = 1;
  CHECK_THROWS_WITH(task.check(), ContainsSubstring("give more than 2"));
}
