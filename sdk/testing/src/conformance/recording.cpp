#include "conformance/recording.hpp"

#include <npd/ops.hpp>
#include <npd/random.hpp>
#include <npd/testing/gradcheck.hpp>

#include <cstdint>
#include <limits>
#include <utility>
#include <variant>
#include <vector>

namespace npd::testing {
namespace {

constexpr std::int64_t data_trials = 12, data_bins = 20, data_neurons = 5, seen_neurons = 3,
                       seen_bins = 15, gap_bins = 4;

Tensor draws(std::int64_t size, std::uint64_t seed) {
  return random_tensor({data_trials, data_bins, size}, seed).to(at::kDouble);
}

Tensor facts(std::int64_t size, std::uint64_t seed) {
  return random_tensor({data_trials, size}, seed).to(at::kDouble);
}

Tensor spikes_of(const Tensor& rates) {
  RandomStream random(1, "spikes");
  Tensor spikes = at::empty_like(rates);
  for (std::int64_t i = 0; i < rates.numel(); ++i)
    spikes.data_ptr<double>()[i] = static_cast<double>(random.poisson(rates.data_ptr<double>()[i]));
  return spikes;
}

/// Two conditions in turn; the last trial belongs to none.
Conditions conditions() {
  Conditions conditions{{}, {"left", "right"}};
  for (std::int64_t trial = 0; trial < data_trials; ++trial)
    conditions.labels.push_back(trial == data_trials - 1 ? -1 : trial % 2);
  return conditions;
}

/// Rates that go up in one condition and down in the other, and follow the latents, each by about
/// as much as they vary for themselves.
Tensor rates_of(const Conditions& conditions, const Tensor& latents) {
  const Tensor sign = at::tensor(conditions.labels, at::kDouble).mul(2).sub(1).clamp(-1, 1);
  const Tensor loads = random_tensor({latents.size(2), data_neurons}, 16).to(at::kDouble);
  return at::exp(0.3 * draws(data_neurons, 1) + 0.3 * at::matmul(latents, loads) +
                 0.5 * sign.reshape({data_trials, 1, 1}));
}

/// Cells of trials, in another order.
template <class Cells>
Cells picked(const Cells& cells, const std::vector<std::int64_t>& order) {
  Cells moved;
  for (const auto trial : order) moved.push_back(cells[static_cast<std::size_t>(trial)]);
  return moved;
}

Split every_third_valid(const std::vector<std::int64_t>& order) {
  Split split;
  for (std::int64_t i = 0; i < data_trials; ++i)
    (order[static_cast<std::size_t>(i)] % 3 == 1 ? split.valid : split.train).push_back(i);
  return split;
}

std::vector<std::int64_t> counted() {
  std::vector<std::int64_t> order;
  for (std::int64_t trial = 0; trial < data_trials; ++trial) order.push_back(trial);
  return order;
}

void add_facts(Evaluation& e) {
  std::vector<double> reaction_bins;
  std::vector<std::string> outcomes;
  for (std::int64_t trial = 0; trial < data_trials; ++trial) {
    reaction_bins.push_back(static_cast<double>(3 + 5 * trial % 7));
    outcomes.emplace_back(trial % 4 == 2 ? "error" : "correct");
  }
  e.trial_info = {{"reaction_bin", reaction_bins}, {"outcome", outcomes}};
  e.neuron_info = {{"id", std::vector<double>{11, 12, 15, 21, 30}},
                   {"area", std::vector<std::string>{"a", "a", "b", "a", "b"}}};
  e.behaviour = {at::matmul(e.truth.latents, at::ones({3, 2}, at::kDouble)) + 0.5 * draws(2, 7),
                 {"x", "y"},
                 {"mm", "mm"}};
  e.external_input = draws(1, 8);
  e.trial_arrays = {{"states", draws(4, 9)}};
  e.arrays = {{"readout", draws(3, 10)[0]}};
}

/// Of an evaluation that may be changed, or not.
template <class SomeEvaluation, class SomeTensor>
std::map<std::string, SomeTensor*> arrays_of(SomeEvaluation& e) {
  std::map<std::string, SomeTensor*> arrays = {
      {"truth.rates", &e.truth.rates},
      {"truth.latents", &e.truth.latents},
      {"truth.inputs", &e.truth.inputs},
      {"estimates.rates", &e.estimates.rates},
      {"estimates.latents", &e.estimates.latents},
      {"estimates.inputs", &e.estimates.inputs},
      {"estimates.initial_mean", &e.estimates.initial_mean},
      {"estimates.initial_std", &e.estimates.initial_std},
      {"estimates.controller_mean", &e.estimates.controller_mean},
      {"estimates.controller_std", &e.estimates.controller_std},
      {"spikes", &e.spikes},
      {"behaviour.values", &e.behaviour.values},
      {"external_input", &e.external_input},
  };
  for (auto& [name, array] : e.trial_arrays) arrays["trial_arrays." + name] = &array;
  return arrays;
}

}  // namespace

std::map<std::string, const Tensor*> trial_arrays_of(const Evaluation& e) {
  return arrays_of<const Evaluation, const Tensor>(e);
}

Evaluation perfect_evaluation() {
  Evaluation e;
  e.conditions = conditions();
  const Tensor latents = draws(3, 2);
  e.truth = {rates_of(e.conditions, latents), latents, draws(2, 3)};
  e.estimates.rates = e.truth.rates.clone();
  e.estimates.latents = e.truth.latents.clone();
  e.estimates.inputs = e.truth.inputs.clone();
  e.estimates.initial_mean = facts(3, 11);
  e.estimates.initial_std = at::exp(facts(3, 12));
  e.estimates.controller_mean = draws(2, 13);
  e.estimates.controller_std = at::exp(draws(2, 14));
  e.spikes = spikes_of(e.truth.rates);
  e.split = every_third_valid(counted());
  e.seen_neurons = seen_neurons;
  e.seen_bins = seen_bins;
  e.seed = 1;
  add_facts(e);
  return e;
}

Evaluation noisy_evaluation() {
  Evaluation e = perfect_evaluation();
  e.estimates.rates = e.estimates.rates * at::exp(0.7 * draws(data_neurons, 4));
  e.estimates.latents = e.estimates.latents + draws(3, 5);
  e.estimates.inputs = e.estimates.inputs + draws(2, 6);
  return e;
}

Evaluation permuted(const Evaluation& e) {
  const auto order = RandomStream(1, "order").permutation(data_trials);
  Evaluation moved = e;
  const Tensor rows = at::tensor(order);
  for (const auto& [name, array] : arrays_of<Evaluation, Tensor>(moved))
    *array = array->index_select(0, rows);
  moved.split = every_third_valid(order);
  moved.conditions.labels = picked(e.conditions.labels, order);
  for (Column& column : moved.trial_info)
    std::visit([&](auto& cells) { cells = picked(cells, order); }, column.values);
  return moved;
}

Evaluation spoilt_in(Evaluation e, Region region) {
  const auto part = [&](const Tensor& array) {
    if (region == Region::predicted_bins) return array.slice(1, e.seen_bins);
    const Tensor early = array.slice(1, 0, e.seen_bins);
    return region == Region::seen ? early.slice(2, 0, e.seen_neurons)
                                  : early.slice(2, e.seen_neurons);
  };
  e.estimates.rates = e.estimates.rates.clone();
  part(e.estimates.rates).mul_(part(at::exp(0.7 * draws(data_neurons, 15))));
  e.spikes = e.spikes.clone();
  part(e.spikes).add_(1);
  return e;
}

Evaluation with_gaps(Evaluation e) {
  constexpr double nan = std::numeric_limits<double>::quiet_NaN();
  const auto cut = [&](Tensor& array) {
    array = array.clone();
    array.slice(0, 0, data_trials, 3).slice(1, data_bins - gap_bins).fill_(nan);
  };
  for (Tensor* array : {&e.spikes, &e.truth.rates, &e.truth.latents, &e.truth.inputs}) cut(*array);
  for (Tensor* array : {&e.spikes, &e.truth.rates}) {
    array->select(0, 1).select(1, 0).slice(0, 0, gap_bins).fill_(nan);
  }
  return e;
}

Evaluation spoilt_in_gaps(Evaluation e) {
  for (Tensor* array : {&e.estimates.rates, &e.estimates.latents, &e.estimates.inputs}) {
    *array = array->clone();
    array->slice(0, 0, data_trials, 3).slice(1, data_bins - gap_bins).add_(3);
  }
  return e;
}

}  // namespace npd::testing
