#include "metric_fixture.hpp"

#include <cmath>
#include <limits>

#include <npd/testing/catch.hpp>

using npd::testing::Approx;

namespace {

/// Four trials of two bins and one neuron, conditions a b a b; trials 0 and 1 train.
npd::Evaluation four_trials(const npd::Tensor& truth, const npd::Tensor& estimate) {
  npd::Evaluation e;
  e.truth.rates = truth;
  e.spikes = truth;
  e.estimates.rates = estimate;
  e.conditions = {{0, 1, 0, 1}, {"a", "b"}};
  e.split = {{0, 1}, {2, 3}, {}};
  return e;
}

}  // namespace

TEST_CASE("averages over conditions forgive what differs from trial to trial") {
  // Averages of a: (1, 3), of b: (5, 7), though no trial is right.
  const auto truth = recording({4, 2, 1}, {0, 2, 4, 6, 2, 4, 6, 8});
  const auto estimate = recording({4, 2, 1}, {2, 4, 6, 8, 0, 2, 4, 6});
  const auto scores = scores_of("psth", four_trials(truth, estimate), {{"kernel_s", 0.0}});
  CHECK(scores.at("psth_r2").value == Approx(1));
  CHECK(scores.at("spike_psth_r2").value == Approx(1));
  // Trials 2 and 3 alone: truth 2 4 6 8 about 5, SStot 20; each wrong by 2, SSres 16.
  CHECK(scores.at("valid_psth_r2").value == Approx(1 - 16.0 / 20));
  CHECK(scores.at("valid_psth_r2").split == "valid");
}

TEST_CASE("averages over conditions in closed form, a trial of no condition left out") {
  // Truth 1 3 | 5 7 about 4, SStot 20. The estimate is 4 everywhere but wrong in trial 3, which is
  // of no condition: SSres 20, R2 0. Counted in, b would be (4.5, 5) + ...
  const auto truth = recording({4, 2, 1}, {1, 3, 5, 7, 1, 3, 50, 70});
  const auto estimate = recording({4, 2, 1}, {4, 4, 4, 4, 4, 4, 9, 9});
  auto evaluation = four_trials(truth, estimate);
  evaluation.conditions.labels[3] = -1;
  CHECK(scores_of("psth", evaluation).at("psth_r2").value == Approx(0).margin(1e-12));
}

TEST_CASE("missing spikes are left out of averages") {
  auto spikes = recording({4, 2, 1}, {1, 3, 5, 7, 1, 3, 5, 7});
  auto evaluation = four_trials(spikes.clone(), spikes.clone());
  spikes[0][0][0] = std::numeric_limits<double>::quiet_NaN();
  spikes[2][0][0] = std::numeric_limits<double>::quiet_NaN();
  evaluation.spikes = spikes;
  evaluation.estimates.rates = evaluation.estimates.rates.clone();
  evaluation.estimates.rates[0][0][0] = 1000;  // where nothing was recorded
  const auto scores = scores_of("psth", evaluation, {{"kernel_s", 0.0}});
  CHECK(scores.at("spike_psth_r2").value == Approx(1));
}

TEST_CASE("recorded spikes are smoothed by a Gaussian of that width, true rates are not") {
  // Two bins of 0.1 s, deviation 0.1 s: weights 1 and w = exp(-1/2). (0, 4) becomes
  // (4 w, 4) / (1 + w), (4, 0) its mirror image.
  const double w = std::exp(-0.5), low = 4 * w / (1 + w), high = 4 / (1 + w);
  auto evaluation = four_trials(recording({4, 2, 1}, {0, 4, 4, 0, 0, 4, 4, 0}),
                                recording({4, 2, 1}, {low, high, high, low, low, high, high, low}));
  evaluation.bin_s = 0.1;
  const auto scores = scores_of("psth", evaluation, {{"kernel_s", 0.1}});
  CHECK(scores.at("spike_psth_r2").value == Approx(1).epsilon(1e-12));
  CHECK(scores.at("psth_r2").value == Approx(1 - 16 * low * low / (16 * 4)).epsilon(1e-12));
}

TEST_CASE("without true rates only recorded spikes are averaged") {
  auto evaluation = four_trials(recording({4, 2, 1}, {1, 3, 5, 7, 1, 3, 5, 7}),
                                recording({4, 2, 1}, {1, 3, 5, 7, 1, 3, 5, 7}));
  evaluation.truth.rates = npd::Tensor();
  const auto scores = scores_of("psth", evaluation, {{"kernel_s", 0.0}});
  CHECK(scores.count("psth_r2") == 0);
  CHECK(scores.at("spike_psth_r2").value == Approx(1));
}

TEST_CASE("without conditions there are no averages, and why is said") {
  auto evaluation = four_trials(recording({4, 2, 1}, {1, 3, 5, 7, 1, 3, 5, 7}),
                                recording({4, 2, 1}, {1, 3, 5, 7, 1, 3, 5, 7}));
  evaluation.conditions = {};
  const auto scores = scores_of("psth", evaluation);
  CHECK(std::isnan(scores.at("psth_r2").value));
  CHECK(scores.at("psth_r2").reason == "the data set has no conditions");
  CHECK(scores.count("spike_psth_r2") == 0);
}

TEST_CASE("neurons whose averages do not vary are noted") {
  const auto truth = recording({4, 2, 2}, {1, 5, 3, 5, 5, 5, 7, 5, 1, 5, 3, 5, 5, 5, 7, 5});
  const auto scores = scores_of("psth", four_trials(truth, truth), {{"kernel_s", 0.0}});
  const std::string note = "1 of 2 neurons do not vary and count 1 if met exactly, else 0";
  CHECK(scores.at("psth_r2").note == note);
  CHECK(scores.at("valid_spike_psth_r2").note == note);
  const auto varied = recording({4, 2, 1}, {1, 3, 5, 7, 1, 3, 5, 7});
  CHECK(scores_of("psth", four_trials(varied, varied)).at("psth_r2").note.empty());
}
