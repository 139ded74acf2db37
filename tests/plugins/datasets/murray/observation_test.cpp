#include "murray/observation.hpp"

#include <npd/error.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>

#include <npd/testing/catch.hpp>

using murray::ObservationConfig;
using murray::observe;
using npd::testing::Approx;
using npd::testing::ContainsSubstring;

namespace {

// Two latents, a circle, over two trials of 50 bins.
std::vector<float> circle() {
  std::vector<float> latents;
  for (int i = 0; i < 100; ++i) {
    latents.push_back(static_cast<float>(std::sin(0.1 * i)));
    latents.push_back(static_cast<float>(std::cos(0.1 * i)));
  }
  return latents;
}

}  // namespace

TEST_CASE("the readout is that of the published data") {
  const auto seen = observe({}, circle(), 2, 50);
  REQUIRE(seen.readout.size() == 60);
  CHECK(seen.readout[0] == Approx(0.27392337).epsilon(1e-7));
  CHECK(seen.readout[30] == Approx(0.37689346).epsilon(1e-7));
  CHECK(seen.readout[59] == Approx(-0.8959574).epsilon(1e-7));
}

TEST_CASE("log rates are standardised over the whole data set") {
  const auto seen = observe({}, circle(), 2, 50);
  REQUIRE(seen.rates.size() == 3000);
  double mean = 0;
  double square = 0;
  for (const float rate : seen.rates) {
    mean += std::log(rate) / 3000;
    square += std::log(rate) * std::log(rate) / 3000;
  }
  CHECK(mean == Approx(-3).margin(1e-5));
  CHECK(std::sqrt(square - mean * mean) == Approx(1).epsilon(1e-4));

  // log rate = (latents W - mean) / (std + 1e-5) - 3, for one element.
  const double mixed = std::sin(0.7) * seen.readout[4] + std::cos(0.7) * seen.readout[34];
  CHECK(std::log(seen.rates[7 * 30 + 4]) ==
        Approx((mixed - seen.mixture_mean) / (seen.mixture_std + 1e-5) - 3).epsilon(1e-5));
}

TEST_CASE("counts are cut at max_count") {
  ObservationConfig config;
  config.mean_log_rate = 2;
  const auto at_most = [&](std::int64_t count) {
    config.max_count = count;
    const auto spikes = observe(config, circle(), 2, 50).spikes;
    return *std::max_element(spikes.begin(), spikes.end());
  };
  CHECK(at_most(5) == 5);
  CHECK(at_most(255) > 30);
}

TEST_CASE("counts have the mean of their rates") {
  // The sum of Poisson counts has the sum of the rates as its variance; observation seed 0, five
  // deviations (alpha 6e-7).
  ObservationConfig config;
  config.mean_log_rate = 0;
  config.max_count = 255;
  const auto seen = observe(config, circle(), 2, 50);
  const double expected = std::accumulate(seen.rates.begin(), seen.rates.end(), 0.0);
  CHECK(std::accumulate(seen.spikes.begin(), seen.spikes.end(), 0.0) ==
        Approx(expected).margin(5 * std::sqrt(expected)));
}

TEST_CASE("latents that never change give one rate") {
  const auto seen = observe({}, std::vector<float>(200, 0.25F), 2, 50);
  for (const float rate : seen.rates) REQUIRE(std::isfinite(rate));
  CHECK(seen.rates[0] == seen.rates[30]);
}

TEST_CASE("an absurd rate names trial, bin and neuron") {
  // One outlier of 10001 values stands 100 standard deviations out, in either direction.
  std::vector<float> latents(10001);
  latents[120] = 1;
  ObservationConfig config;
  config.neurons = 1;
  config.observation_seed = 0;  // its first weight is positive
  CHECK_THROWS_AS(observe(config, latents, 1, 50), npd::NumericalError);
  CHECK_THROWS_WITH(observe(config, latents, 1, 50),
                    ContainsSubstring("trial 2, bin 20, neuron 0") &&
                        ContainsSubstring("lower mean_log_rate (now -3)"));
}
