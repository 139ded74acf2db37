/// \file gaps_test.cpp
/// Trials of different length, padded: no score looks at what was not recorded.
#include "metric_fixture.hpp"

#include <cmath>

#include <npd/testing/catch.hpp>

using npd::Tensor;
using npd::testing::Approx;

namespace {

constexpr std::int64_t trials = 6, bins = 12, recorded = 8;

/// All subjects; what stands behind the first `recorded` bins is padding in every other trial.
npd::Evaluation padded() {
  npd::Evaluation e;
  const Tensor latents = random_recording({trials, bins, 2}, "latents");
  e.truth = {at::exp(at::matmul(latents, random_recording({2, 4}, "loads"))), latents,
             random_recording({trials, bins, 1}, "inputs")};
  e.estimates.rates = e.truth.rates * at::exp(0.3 * random_recording({trials, bins, 4}, "noise"));
  e.estimates.latents = latents + random_recording({trials, bins, 2}, "more noise");
  e.estimates.inputs = e.truth.inputs + random_recording({trials, bins, 1}, "noise of inputs");
  e.spikes = at::round(e.truth.rates);
  e.split = {{0, 1, 2, 3}, {4, 5}, {}};
  e.seen_neurons = 4;
  e.seen_bins = bins;
  e.conditions = {{0, 1, 0, 1, 0, 1}, {"a", "b"}};
  e.behaviour.values = at::matmul(latents, at::ones({2, 1}, at::kDouble));
  for (Tensor* x : {&e.spikes, &e.truth.rates, &e.truth.latents, &e.truth.inputs}) {
    x->slice(0, 0, trials, 2).slice(1, recorded).fill_(NAN);
  }
  return e;
}

/// With one neuron that was recorded in the first trials alone.
npd::Evaluation one_neuron_lost() {
  auto e = padded();
  for (Tensor* x : {&e.spikes, &e.truth.rates}) x->slice(0, 3).select(2, 1).fill_(NAN);
  return e;
}

}  // namespace

TEST_CASE("what the estimates say in padding changes no score") {
  const auto e = padded();
  auto other = e;
  for (Tensor* x : {&other.estimates.rates, &other.estimates.latents, &other.estimates.inputs}) {
    *x = x->clone();
    x->slice(0, 0, trials, 2).slice(1, recorded).add_(7);
  }
  for (const std::string metric : {"regression", "procrustes", "similarity", "psth",
                                   "bits_per_spike", "condition_decoding", "behaviour_decoding"}) {
    const auto scores = scores_of(metric, e), again = scores_of(metric, other);
    for (const auto& [name, score] : scores) {
      INFO(name);
      const bool nothing_hidden =
          name.find("co_") != std::string::npos || name.find("fp_") != std::string::npos;
      CHECK(std::isnan(score.value) == nothing_hidden);
      if (nothing_hidden) continue;
      CHECK(again.at(name).value == score.value);
    }
  }
}

TEST_CASE("padded trials score as the trials would that end where they ended") {
  // All trials end early: then the padding can be cut off.
  auto e = padded();
  auto shorter = e;
  for (Tensor* x : {&e.spikes, &e.truth.rates, &e.truth.latents, &e.truth.inputs}) {
    x->slice(1, recorded).fill_(NAN);
  }
  for (Tensor* x : {&shorter.spikes, &shorter.truth.rates, &shorter.truth.latents,
                    &shorter.truth.inputs, &shorter.estimates.rates, &shorter.estimates.latents,
                    &shorter.estimates.inputs, &shorter.behaviour.values}) {
    *x = x->slice(1, 0, recorded).contiguous();
  }
  shorter.seen_bins = recorded;
  for (const std::string metric : {"regression", "procrustes", "similarity", "bits_per_spike",
                                   "condition_decoding", "behaviour_decoding"}) {
    const auto scores = scores_of(metric, e);
    for (const auto& [name, score] : scores_of(metric, shorter)) {
      INFO(name);
      if (std::isnan(score.value)) continue;
      CHECK(scores.at(name).value == Approx(score.value).epsilon(1e-12));
    }
  }
}

TEST_CASE("a neuron that was lost is scored where it was there, the others everywhere") {
  const auto e = one_neuron_lost();
  const auto scores = scores_of("regression", e);
  // Each neuron alone in its own rows; all estimated rates are regressors.
  double sum = 0;
  for (std::int64_t neuron = 0; neuron < 4; ++neuron) {
    auto alone = e;
    const auto last = neuron == 1 ? 3 : trials;
    alone.truth = {
        e.truth.rates.slice(0, 0, last).slice(2, neuron, neuron + 1).contiguous(), {}, {}};
    alone.estimates = {};
    alone.estimates.rates = e.estimates.rates.slice(0, 0, last).contiguous();
    alone.split = {{0, 1}, {2}, {}};
    sum += scores_of("regression", alone).at("rate_r2").value;
  }
  CHECK(scores.at("rate_r2").value == Approx(sum / 4).epsilon(1e-12));
  // Of the validation trials it is in none.
  CHECK(std::isfinite(scores.at("valid_rate_r2").value));
  CHECK(std::isfinite(scores.at("st_median_rate_r2").value));
}
