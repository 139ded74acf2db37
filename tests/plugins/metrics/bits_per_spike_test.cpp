#include "metric_fixture.hpp"

#include <npd/error.hpp>

#include <cmath>
#include <limits>

#include <npd/testing/catch.hpp>

using npd::testing::Approx;
using npd::testing::ContainsSubstring;

namespace {

npd::Evaluation spikes_and_rates(const npd::Tensor& spikes, const npd::Tensor& rates) {
  npd::Evaluation evaluation;
  evaluation.spikes = spikes;
  evaluation.estimates.rates = rates;
  evaluation.seen_neurons = spikes.size(2);
  evaluation.seen_bins = spikes.size(1);
  evaluation.split = {{0}, {1}, {}};
  return evaluation;
}

}  // namespace

TEST_CASE("a neuron's mean rate carries no information about its spikes") {
  const npd::Tensor spikes = recording({2, 2, 1}, {0, 2, 1, 1});
  const auto scores = scores_of("bits_per_spike", spikes_and_rates(spikes, at::ones_like(spikes)));
  CHECK(scores.at("bits_per_spike").value == Approx(0).margin(1e-7));
}

TEST_CASE("bits per spike in closed form") {
  // Spikes 2 0 | 2 0, rates 2 r | 2 r with r -> 0: log likelihood of the rates 4 ln 2 - 4, of the
  // mean 1 that of 4 ln 1 - 4. So 4 ln 2 nats for 4 spikes: one bit per spike.
  const npd::Tensor spikes = recording({2, 2, 1}, {2, 0, 2, 0});
  const auto scores = scores_of("bits_per_spike", spikes_and_rates(spikes, spikes));
  CHECK(scores.at("bits_per_spike").value == Approx(1).epsilon(1e-7));
  CHECK(scores.at("valid_bits_per_spike").value == Approx(1).epsilon(1e-7));
  CHECK(scores.at("valid_bits_per_spike").split == "valid");
}

TEST_CASE("co-smoothing scores only the held-out neurons") {
  // Neuron 0 is predicted perfectly, neuron 1 by its mean.
  const npd::Tensor spikes = recording({2, 2, 2}, {2, 2, 0, 0, 2, 2, 0, 0});
  const npd::Tensor rates = recording({2, 2, 2}, {2, 1, 0, 1, 2, 1, 0, 1});
  npd::Evaluation evaluation = spikes_and_rates(spikes, rates);
  CHECK(std::isnan(scores_of("bits_per_spike", evaluation).at("co_bits_per_spike").value));
  evaluation.seen_neurons = 1;
  const auto scores = scores_of("bits_per_spike", evaluation);
  CHECK(scores.at("bits_per_spike").value == Approx(1).epsilon(1e-7));
  CHECK(scores.at("co_bits_per_spike").value == Approx(0).margin(1e-7));
  CHECK(scores.at("valid_co_bits_per_spike").value == Approx(0).margin(1e-7));
}

TEST_CASE("forward prediction scores all neurons in the bins that were not encoded") {
  // Encoded: bin 0 of neuron 0. Bins 1 and 2 are predicted: neuron 0 by its mean, neuron 1
  // perfectly.
  const npd::Tensor spikes = recording({2, 3, 2}, {1, 1, 2, 2, 0, 0, 3, 1, 2, 2, 0, 0});
  const npd::Tensor rates = recording({2, 3, 2}, {2, 7, 1, 2, 1, 0, 2, 7, 1, 2, 1, 0});
  npd::Evaluation evaluation = spikes_and_rates(spikes, rates);
  CHECK(std::isnan(scores_of("bits_per_spike", evaluation).at("fp_bits_per_spike").value));
  evaluation.seen_neurons = 1;
  evaluation.seen_bins = 1;
  const auto scores = scores_of("bits_per_spike", evaluation);
  CHECK(scores.at("bits_per_spike").value == Approx(0).margin(1e-7));
  // 4 spikes at one bit each, 4 at none.
  CHECK(scores.at("fp_bits_per_spike").value == Approx(0.5).epsilon(1e-7));
  CHECK(scores.at("valid_fp_bits_per_spike").value == Approx(0.5).epsilon(1e-7));
  CHECK(scores.at("co_bits_per_spike").value < -1);
}

TEST_CASE("a Gaussian output has no bits per spike") {
  const npd::Tensor values = recording({2, 2, 1}, {0.5, -2, 1, 1});
  npd::Evaluation evaluation = spikes_and_rates(values, values);
  evaluation.poisson = false;
  for (const auto& [name, score] : scores_of("bits_per_spike", evaluation)) {
    INFO(name);
    CHECK(std::isnan(score.value));
  }
}

TEST_CASE("bins that were not recorded do not count") {
  const double missing = std::numeric_limits<double>::quiet_NaN();
  const npd::Tensor whole = recording({2, 2, 1}, {2, 0, 2, 0});
  const npd::Tensor gappy = recording({2, 3, 1}, {2, 0, missing, 2, missing, 0});
  const npd::Tensor rates = recording({2, 3, 1}, {2, 0, 9, 2, 9, 0});
  CHECK(scores_of("bits_per_spike", spikes_and_rates(gappy, rates)).at("bits_per_spike").value ==
        scores_of("bits_per_spike", spikes_and_rates(whole, whole)).at("bits_per_spike").value);
}

TEST_CASE("a spike that was called impossible costs everything") {
  const npd::Tensor spikes = recording({2, 1, 1}, {1, 1});
  const npd::Tensor rates = recording({2, 1, 1}, {1, 0});
  CHECK(scores_of("bits_per_spike", spikes_and_rates(spikes, rates)).at("bits_per_spike").value ==
        -std::numeric_limits<double>::infinity());
}

TEST_CASE("bits per spike is undefined without spikes") {
  const npd::Tensor none = at::zeros({2, 3, 2}, at::kDouble);
  CHECK(std::isnan(
      scores_of("bits_per_spike", spikes_and_rates(none, none + 1)).at("bits_per_spike").value));
}

TEST_CASE("bits per spike wants a rate for every count") {
  const npd::Tensor spikes = recording({2, 1, 1}, {1, 1});
  CHECK_THROWS_WITH(load_metric("bits_per_spike")
                        ->evaluate(spikes_and_rates(spikes, at::ones({2, 1, 3}, at::kDouble))),
                    ContainsSubstring("estimated rates (trial, time, neuron): expected shape (2, "
                                      "1, 1), found (2, 1, 3)"));
}
