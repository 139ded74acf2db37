#include "metric_fixture.hpp"

#include <npd/error.hpp>

#include <cmath>

#include <npd/testing/catch.hpp>

using npd::testing::Approx;
using npd::testing::ContainsSubstring;

TEST_CASE("regression scores keep the original's names and order") {
  std::vector<std::string> names;
  for (const auto& info : load_metric("regression")->scores()) {
    const bool companion = info.name.find("valid") == 0 || info.name.find("st_median") == 0 ||
                           info.name.find("direct") != std::string::npos;
    if (!companion) names.push_back(info.name);
    CHECK(info.highest == 1);
    CHECK(info.perfect == 1);
    CHECK_FALSE(info.doc.empty());
  }
  CHECK(names == std::vector<std::string>{"rate_r2", "st_rate_r2", "fwd_latent_r2",
                                          "st_fwd_latent_r2", "bwd_latent_r2", "st_bwd_latent_r2",
                                          "fwd_input_r2", "st_fwd_input_r2", "bwd_input_r2",
                                          "st_bwd_input_r2"});
}

TEST_CASE("rates without a fit are scored as they are, pooled over trials") {
  // Neuron 0 is off by 1 in half of the bins: SStot = 4, SSres = 2, R2 = 0.5. Neuron 1 is exact,
  // neuron 2 twice too large: its mean is 1, SStot = 4, SSres = 8, R2 = -1.
  npd::Evaluation evaluation;
  evaluation.truth.rates = recording({2, 2, 3}, {0, 5, 0, 2, 6, 2, 0, 7, 2, 2, 5, 0});
  evaluation.estimates.rates = recording({2, 2, 3}, {1, 5, 0, 2, 6, 4, 0, 7, 4, 1, 5, 0});
  evaluation.split = {{0}, {1}, {}};
  const auto scores = scores_of("regression", evaluation);
  CHECK(scores.at("rate_r2_direct").value == Approx((0.5 + 1 - 1) / 3));
  CHECK(scores.at("rate_r2_direct_median").value == Approx(0.5));
  CHECK(scores.at("rate_r2_direct_min").value == Approx(-1));
  CHECK(scores.at("rate_r2_direct_max").value == Approx(1));
  // Trial 1 alone: neuron 0 has SStot 2, SSres 1; neuron 2 has SStot 2, SSres 4.
  CHECK(scores.at("valid_rate_r2_direct").value == Approx((0.5 + 1 - 1) / 3));
  CHECK(scores.at("valid_rate_r2_direct").split == "valid");
}

TEST_CASE("a linear fit hides an offset, the direct score does not") {
  npd::Evaluation evaluation;
  evaluation.truth.rates = random_recording({4, 10, 2}, "truth");
  evaluation.estimates.rates = evaluation.truth.rates + 3;
  evaluation.split = {{0, 1}, {2, 3}, {}};
  const auto scores = scores_of("regression", evaluation);
  CHECK(scores.at("rate_r2").value == Approx(1).epsilon(1e-12));
  CHECK(scores.at("rate_r2_direct").value < 0);
}

TEST_CASE("the direct score of rates is seen beside the fitted one, its spread is not") {
  std::vector<std::string> first;
  for (const auto& info : load_metric("regression")->scores()) {
    if (info.headline && info.subject == npd::Subject::rates) first.push_back(info.name);
  }
  CHECK(first == std::vector<std::string>{"rate_r2", "rate_r2_direct"});
}

TEST_CASE("regression of an affine image is perfect in every form") {
  const npd::Tensor truth = random_recording({6, 9, 3}, "truth");
  const npd::Tensor estimate = at::matmul(truth, random_recording({3, 3}, "map")) + 5;
  for (const auto& [name, score] : scores_of("regression", latents_only(truth, estimate))) {
    INFO(name);
    CHECK(score.value == Approx(1).epsilon(1e-12));
    CHECK(score.split == (name.find("valid_") == 0 ? "valid" : "all"));
  }
}

TEST_CASE("regression scores a hand-computed example") {
  // Estimate 0 1 | 1 2, truth 0 1 | 3 4. Means 1 and 2, slope 4 / 2 = 2, predictions 0 2 | 2 4:
  // SSres = 2, SStot = 10, R2 = 0.8. Each trial about its own mean has SStot 0.5 and SSres 1: R2 =
  // -1. Fitted on trial 0 alone the map is the identity, wrong by 2 in both bins of trial 1: 1 - 8
  // / 0.5.
  const auto scores = scores_of("regression", latents_only(recording({2, 2, 1}, {0, 1, 3, 4}),
                                                           recording({2, 2, 1}, {0, 1, 1, 2})));
  CHECK(scores.at("fwd_latent_r2").value == Approx(0.8));
  CHECK(scores.at("st_fwd_latent_r2").value == Approx(-1));
  CHECK(scores.at("st_median_fwd_latent_r2").value == Approx(-1));
  CHECK(scores.at("valid_fwd_latent_r2").value == Approx(-15));
  CHECK(scores.at("valid_st_fwd_latent_r2").value == Approx(-15));
}

TEST_CASE("the median of single-trial scores shrugs off one bad trial") {
  npd::Tensor truth = random_recording({5, 20, 2}, "truth");
  npd::Tensor estimate = truth.clone();
  estimate.select(0, 2) += 0.1 * random_recording({20, 2}, "noise");
  truth.select(0, 2) *= 1e-3;
  const auto scores = scores_of("regression", latents_only(truth, estimate));
  CHECK(scores.at("st_fwd_latent_r2").value < -100);
  CHECK(scores.at("st_median_fwd_latent_r2").value > 0.9);
}

TEST_CASE("rates are regressed from the model to the truth") {
  // The estimate has one neuron that the truth lacks: no truth is lost, while the way back is not
  // exact.
  npd::Evaluation evaluation;
  evaluation.truth.rates = random_recording({4, 10, 2}, "truth");
  evaluation.estimates.rates =
      at::cat({evaluation.truth.rates, random_recording({4, 10, 1}, "more")}, 2);
  evaluation.split = {{0, 1}, {2, 3}, {}};
  const auto scores = scores_of("regression", evaluation);
  CHECK(scores.at("rate_r2").value == Approx(1).epsilon(1e-12));
  CHECK(std::isnan(scores.at("rate_r2_direct").value));
  CHECK(std::isnan(scores.at("rate_r2_direct_max").value));
  CHECK(scores.at("rate_r2_direct").reason == "there are not as many true as estimated neurons");
}

TEST_CASE("regression leaves out what has no truth or no estimate") {
  const npd::Tensor x = random_recording({4, 10, 2}, "x");
  npd::Evaluation evaluation = latents_only(x, x);
  evaluation.truth.inputs = x;
  const auto scores = scores_of("regression", evaluation);
  CHECK(scores.size() == 12);
  CHECK(scores.count("fwd_latent_r2") == 1);
  CHECK(scores.count("fwd_input_r2") == 0);
  CHECK(scores.count("rate_r2") == 0);
}

TEST_CASE("held-out regression is undefined without validation trials") {
  const npd::Tensor x = random_recording({1, 10, 2}, "x");
  const auto scores = scores_of("regression", latents_only(x, x));
  CHECK(std::isnan(scores.at("valid_fwd_latent_r2").value));
  CHECK(std::isnan(scores.at("valid_st_median_fwd_latent_r2").value));
  CHECK(scores.at("valid_fwd_latent_r2").reason == "there are no trials to fit or to score");
  CHECK(scores.at("fwd_latent_r2").value == Approx(1));
}

TEST_CASE("regression names an array that does not fit or is not finite") {
  const npd::Tensor x = random_recording({4, 10, 2}, "x");
  CHECK_THROWS_WITH(
      load_metric("regression")->evaluate(latents_only(x, random_recording({4, 9, 3}, "y"))),
      ContainsSubstring("estimated latents (trial, time, factor): expected shape (4, 10, any), "
                        "found (4, 9, 3)"));
  npd::Tensor bad = x.clone();
  bad[1][2][0] = std::numeric_limits<double>::infinity();
  CHECK_THROWS_WITH(load_metric("regression")->evaluate(latents_only(bad, x)),
                    ContainsSubstring("true latents (trial, time, latent): NaN or infinity at "
                                      "index (1, 2, 0)"));
}

namespace {

/// True and estimated rates that have nothing to do with each other, of so many neurons; 160 bins.
npd::Evaluation unrelated_rates(std::int64_t neurons) {
  npd::Evaluation evaluation;
  evaluation.truth.rates = random_recording({16, 10, neurons}, "truth");
  evaluation.estimates.rates = random_recording({16, 10, neurons}, "estimate");
  evaluation.split = {{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}, {12, 13, 14, 15}, {}};
  return evaluation;
}

}  // namespace

TEST_CASE("few samples for each regressor are noted, with what chance explains") {
  const auto scores = scores_of("regression", unrelated_rates(140));
  // 140 / 159; over 140 targets the mean scatters by less than 0.01.
  CHECK(scores.at("rate_r2").value == Approx(140.0 / 159).margin(0.01));
  CHECK(scores.at("rate_r2").note ==
        "fitted with 140 regressors on 160 samples, which would explain 0.88 of an unrelated "
        "target");
  CHECK(scores.at("st_rate_r2").note == scores.at("rate_r2").note);
  CHECK(scores.at("valid_rate_r2").note == "fitted with 119 regressors on 120 samples");
  CHECK(scores.at("rate_r2_direct").note.empty());
  for (const auto& [name, score] : scores_of("regression", unrelated_rates(3))) {
    INFO(name);
    CHECK(score.note.empty());
  }
}

TEST_CASE("regressors that are not independent are not counted") {
  auto evaluation = unrelated_rates(140);
  const npd::Tensor few = random_recording({16, 10, 3}, "few");
  evaluation.estimates.rates = at::matmul(few, random_recording({3, 140}, "map"));
  CHECK(scores_of("regression", evaluation).at("rate_r2").note.empty());
}

TEST_CASE("targets that do not vary are noted") {
  auto evaluation = unrelated_rates(3);
  evaluation.truth.rates.select(2, 1).fill_(0.5);
  const auto scores = scores_of("regression", evaluation);
  CHECK(scores.at("rate_r2").note ==
        "1 of 3 targets do not vary and count 1 if met exactly, else 0");
  CHECK(scores.at("rate_r2_direct").note ==
        "1 of 3 neurons do not vary and count 1 if met exactly, else 0");
  CHECK(scores.at("st_rate_r2").note ==
        "16 of 48 targets, each in one trial, do not vary and count 1 if met exactly, else 0");
}
