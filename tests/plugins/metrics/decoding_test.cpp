#include "metric_fixture.hpp"

#include <npd/error.hpp>

#include <cmath>
#include <limits>

#include <npd/testing/catch.hpp>

using npd::testing::Approx;
using npd::testing::ContainsSubstring;

namespace {

/// Six trials of two bins and one neuron, even ones train; conditions a a b b a b.
npd::Evaluation six_trials(std::vector<double> rates) {
  npd::Evaluation e;
  e.estimates.rates = recording({6, 2, 1}, std::move(rates));
  e.spikes = e.estimates.rates;
  e.conditions = {{0, 0, 1, 1, 0, 1}, {"a", "b"}};
  e.split = {{0, 2, 4}, {1, 3, 5}, {}};
  return e;
}

}  // namespace

TEST_CASE("conditions are decoded from what training trials taught") {
  // Train: a at 0, b at 4, a at 0. The boundary is where both outputs are equal; valid trials at
  // 1 (a, right), 5 (b, right) and 0 (b, wrong).
  const auto scores = scores_of(
      "condition_decoding", six_trials({0, 0, 1, 1, 4, 4, 5, 5, 0, 0, 0, 0}), {{"penalty", 0.0}});
  CHECK(scores.at("valid_condition_accuracy_from_rates").value == Approx(2.0 / 3));
  // a is most frequent in training, and one valid trial of three.
  CHECK(scores.at("valid_condition_chance_from_rates").value == Approx(1.0 / 3));
}

TEST_CASE("the boundary of two equal classes lies in their middle") {
  // One dimension: the output of b is 1/2 + (x - mean) / (distance), so 1/2 at the middle, 2.
  for (const double x : {1.99, 2.01}) {
    auto evaluation = six_trials({0, 0, x, x, 4, 4, 0, 0, 9, 9, 0, 0});
    evaluation.conditions.labels = {0, 0, 1, -1, -1, -1};
    const auto scores = scores_of("condition_decoding", evaluation, {{"penalty", 0.0}});
    CHECK(scores.at("valid_condition_accuracy_from_rates").value == (x < 2 ? 1 : 0));
  }
}

TEST_CASE("only the window's bins are decoded") {
  // Each bin tells the condition, their mean nothing.
  const auto evaluation = six_trials({4, 0, 4, 0, 0, 4, 0, 4, 4, 0, 0, 4});
  const auto accuracy = [&](double from, double to) {
    return scores_of("condition_decoding", evaluation, {{"from_s", from}, {"to_s", to}})
        .at("valid_condition_accuracy_from_rates")
        .value;
  };
  CHECK(accuracy(0.01, 0.0) == 1);
  CHECK(accuracy(0.0, 0.01) == 1);
  CHECK(accuracy(0.0, 0.0) == Approx(1.0 / 3));  // always a, which is more frequent in training
  CHECK_THROWS_WITH(load_metric("condition_decoding", {{"from_s", 0.1}, {"to_s", 0.05}}),
                    ContainsSubstring("the window from 0.1 to 0.05 s is empty"));
}

TEST_CASE("what is not finite is not decoded from") {
  auto evaluation = six_trials({0, 0, 1, 1, 4, 4, 5, 5, 0, 0, 0, 0});
  evaluation.estimates.rates[3][1][0] = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH(scores_of("condition_decoding", evaluation),
                    ContainsSubstring("estimated rates (trial, time, dim)"));
}

TEST_CASE("a fact about trials is decoded by its name") {
  auto evaluation = six_trials({0, 0, 1, 1, 4, 4, 5, 5, 0, 0, 4, 4});
  evaluation.conditions = {};
  evaluation.trial_info = {{"choice", std::vector<double>{-1, -1, 1, 1, -1, 1}}};
  const auto scores =
      scores_of("condition_decoding", evaluation, {{"fact", std::string("choice")}});
  CHECK(scores.at("valid_choice_accuracy_from_rates").value == 1);
  const auto none = scores_of("condition_decoding", evaluation, {{"fact", std::string("side")}});
  CHECK(none.at("valid_side_accuracy_from_rates").reason ==
        "there is no trial fact \"side\"; there are: choice");
}

TEST_CASE("without factors nothing is decoded from them, and why is said") {
  const auto scores =
      scores_of("condition_decoding", six_trials({0, 0, 1, 1, 4, 4, 5, 5, 0, 0, 4, 4}),
                {{"source", std::string("factors")}});
  CHECK(scores.at("valid_condition_accuracy_from_factors").reason == "the model gives no factors");
}

TEST_CASE("behaviour that is linear in the rates is decoded exactly") {
  auto evaluation = six_trials({0, 2, 1, 3, 5, 1, 7, 2, 3, 3, 8, 1});
  evaluation.behaviour.values = 2 * evaluation.estimates.rates - 5;
  evaluation.behaviour.values[1][0][0] = std::numeric_limits<double>::quiet_NaN();
  const auto scores = scores_of("behaviour_decoding", evaluation, {{"penalty", 0.0}});
  CHECK(scores.at("valid_behaviour_r2_from_rates").value == Approx(1).epsilon(1e-12));
}

TEST_CASE("behaviour that was measured in training or in validation trials alone has no score") {
  for (const std::int64_t first : {0, 1}) {  // even trials train
    auto evaluation = six_trials({0, 2, 1, 3, 5, 1, 7, 2, 3, 3, 8, 1});
    evaluation.behaviour.values = evaluation.estimates.rates.clone();
    evaluation.behaviour.values.slice(0, first, 6, 2).fill_(NAN);
    const auto score =
        scores_of("behaviour_decoding", evaluation).at("valid_behaviour_r2_from_rates");
    CHECK(std::isnan(score.value));
    CHECK(score.reason == "no behaviour was measured in train or in valid trials");
  }
}

TEST_CASE("a ridge penalty shrinks the decoder in closed form") {
  // One dimension: penalty p times the mean squared length of the one column is p |x|^2, so that
  // the slope is 1 / (1 + p) of the least-squares slope. Train x = y = -1, 1 twice... valid the
  // same: residual (1 - 1 / (1 + p))^2.
  auto evaluation = six_trials({-1, 1, -1, 1, -1, 1, -1, 1, -1, 1, -1, 1});
  evaluation.behaviour.values = evaluation.estimates.rates.clone();
  const auto scores = scores_of("behaviour_decoding", evaluation, {{"penalty", 1.0}});
  CHECK(scores.at("valid_behaviour_r2_from_rates").value == Approx(1 - 0.25).epsilon(1e-12));
}

TEST_CASE("behaviour follows activity by the lag") {
  auto evaluation = six_trials({0, 2, 1, 3, 5, 1, 7, 2, 3, 3, 8, 1});
  evaluation.bin_s = 0.02;
  evaluation.behaviour.values = at::full({6, 2, 1}, 100.0, at::kDouble);
  evaluation.behaviour.values.select(1, 1).copy_(evaluation.estimates.rates.select(1, 0));
  const auto scores =
      scores_of("behaviour_decoding", evaluation, {{"penalty", 0.0}, {"lag_s", 0.02}});
  CHECK(scores.at("valid_behaviour_r2_from_rates").value == Approx(1).epsilon(1e-12));
}
