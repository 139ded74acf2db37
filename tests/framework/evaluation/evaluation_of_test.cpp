#include "evaluation/evaluation_of.hpp"

#include <npd/facts.hpp>
#include <npd/ops.hpp>

#include <string>
#include <vector>

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

TEST_CASE("metrics see the facts about trials and neurons, conditions and further arrays") {
  auto trials = six_bins();
  trials.trial_info = {npd::Column("coherence", std::vector<double>{0.1, 0.2})};
  trials.neuron_info = {npd::Column("area", std::vector<std::string>{"pfc", "pfc", "ppc"})};
  trials.conditions = {{1, 0}, {"left", "right"}};
  trials.trial_arrays = {{"reward", numbered(1, 2)}};
  auto averages = four_bins();
  averages.further = {{"gate", numbered(4, 1)}};
  const auto seen = npd::evaluation::evaluation_of(trials, averages, true, 7);
  CHECK((seen.trial_info == trials.trial_info));
  CHECK((seen.neuron_info == trials.neuron_info));
  CHECK((seen.conditions == trials.conditions));
  CHECK(at::equal(seen.trial_arrays.at("reward"), trials.trial_arrays.at("reward")));
  CHECK(at::equal(seen.trial_arrays.at("gate"), numbered(4, 1)));
}

TEST_CASE("metrics see the posteriors, each mean and deviation for itself") {
  auto averages = four_bins();
  averages.ic_mean = numbered(1, 2).squeeze(1);
  averages.ic_std = averages.ic_mean + 1;
  averages.controller_means = numbered(4, 2) + 2;
  averages.controller_stds = numbered(4, 2) + 3;
  const auto seen = npd::evaluation::evaluation_of(six_bins(), averages, true, 7).estimates;
  CHECK(at::equal(seen.initial_mean, averages.ic_mean.to(at::kDouble)));
  CHECK(at::equal(seen.initial_std, averages.ic_std.to(at::kDouble)));
  CHECK(at::equal(seen.controller_mean, averages.controller_means.to(at::kDouble)));
  CHECK(at::equal(seen.controller_std, averages.controller_stds.to(at::kDouble)));
}

TEST_CASE("inputs that no controller gives are no estimate, and variances are not of counts") {
  auto averages = four_bins();
  averages.variances = numbered(4, 3);
  const auto seen = npd::evaluation::evaluation_of(six_bins(), averages, false, 7);
  CHECK_FALSE(seen.estimates.inputs.defined());
  CHECK_FALSE(seen.poisson);
}
