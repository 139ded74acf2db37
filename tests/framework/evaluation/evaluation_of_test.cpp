#include "evaluation/evaluation_of.hpp"

#include <npd/ops.hpp>

#include <npd/testing/catch.hpp>

using npd::Tensor;

namespace {

/// (trial, bin, feature), each value another one.
Tensor numbered(std::int64_t bins, std::int64_t features) {
  return at::arange(2 * bins * features, at::kFloat).view({2, bins, features});
}

npd::Trials six_bins() {
  npd::Trials trials;
  trials.spikes = numbered(6, 3);
  trials.truth = {numbered(6, 3) + 1, numbered(6, 2) + 2, numbered(6, 4) + 3};
  trials.external_input = numbered(6, 1) + 4;
  trials.behaviour.values = numbered(6, 5) + 5;
  trials.split = {{0}, {1}, {}};
  trials.bin_s = 0.02;
  trials.arrays = {{"conversion_factor", at::ones({1})}, {"mine", at::ones({1})}};
  return trials;
}

npd::evaluation::PosteriorAverages four_bins() {
  npd::evaluation::PosteriorAverages averages;
  averages.rates = numbered(4, 3) + 10;
  averages.factors = numbered(4, 2) + 11;
  averages.generator_inputs = numbered(4, 4) + 12;
  return averages;
}

}  // namespace

TEST_CASE("metrics see truth and data from the bin on in which the model starts") {
  const auto trials = six_bins();
  const auto seen = npd::evaluation::evaluation_of(trials, four_bins(), true, 7);
  const auto later = [](const Tensor& x) { return x.to(at::kDouble).slice(1, 2); };
  CHECK(at::equal(seen.spikes, later(trials.spikes)));
  CHECK(at::equal(seen.truth.rates, later(trials.truth.rates)));
  CHECK(at::equal(seen.truth.latents, later(trials.truth.latents)));
  CHECK(at::equal(seen.truth.inputs, later(trials.truth.inputs)));
  CHECK(at::equal(seen.external_input, later(trials.external_input)));
  CHECK(at::equal(seen.behaviour.values, later(trials.behaviour.values)));
  CHECK(at::equal(seen.estimates.rates, four_bins().rates.to(at::kDouble)));
  CHECK(at::equal(seen.estimates.latents, four_bins().factors.to(at::kDouble)));
  CHECK(at::equal(seen.estimates.inputs, four_bins().generator_inputs.to(at::kDouble)));
  CHECK(seen.seen_bins == 4);
  CHECK(seen.seen_neurons == 3);
  CHECK(seen.seed == 7);
  CHECK(seen.bin_s == 0.02);
  CHECK(seen.poisson);
  CHECK(seen.arrays.count("mine") == 1);
  CHECK(seen.arrays.count("conversion_factor") == 0);
}

TEST_CASE("inputs that no controller gives are no estimate, and variances are not of counts") {
  auto averages = four_bins();
  averages.variances = numbered(4, 3);
  const auto seen = npd::evaluation::evaluation_of(six_bins(), averages, false, 7);
  CHECK_FALSE(seen.estimates.inputs.defined());
  CHECK_FALSE(seen.poisson);
}
