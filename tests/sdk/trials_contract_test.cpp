#include <npd/contract.hpp>
#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <cmath>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

namespace {

/// What check_numbers says about good trials after a change.
std::string message(const std::function<void(npd::Trials&)>& change) {
  npd::Trials trials;
  trials.spikes = at::ones({3, 4, 2});
  trials.target_spikes = at::ones({3, 4, 3});
  trials.split = {{0, 2}, {1}, {}};
  trials.external_input = at::ones({3, 4, 1});
  trials.truth = {at::ones({3, 4, 3}), at::ones({3, 4, 1}), at::ones({3, 4, 1})};
  change(trials);
  try {
    npd::contract::check_numbers(trials, "dataset \"mine\"");
  } catch (const npd::DataError& error) {
    return error.what();
  }
  return "no error";
}

}  // namespace

TEST_CASE("check_numbers: good numbers pass, unknown truth too") {
  CHECK(message([](npd::Trials&) {}) == "no error");
  CHECK(message([](npd::Trials& t) {
          t.truth = {};
          t.external_input.reset();
          t.target_spikes.reset();
          t.spikes = t.spikes.to(at::kInt);
        }) == "no error");
}

TEST_CASE("check_numbers: each bad number is named") {
  CHECK(message([](npd::Trials& t) { t.spikes[1][2][0] = 0.5; }) ==
        "dataset \"mine\": spikes: expected counts (0, 1, 2, ...), found 0.5 at index (1, 2, 0)");
  CHECK(message([](npd::Trials& t) { t.spikes = -t.spikes.to(at::kLong); }) ==
        "dataset \"mine\": spikes: expected counts (0, 1, 2, ...), found -1 at index (0, 0, 0)");
  CHECK(message([](npd::Trials& t) { t.target_spikes[0][0][2] = NAN; }) ==
        "dataset \"mine\": target_spikes: expected counts (0, 1, 2, ...), found nan at "
        "index (0, 0, 2)");
  CHECK(message([](npd::Trials& t) { t.external_input[2][3][0] = INFINITY; }) ==
        "dataset \"mine\": external_input: NaN or infinity at index (2, 3, 0); 1 of 12 elements "
        "are not finite");
  CHECK(message([](npd::Trials& t) { t.truth.latents[0][0][0] = NAN; }) ==
        "dataset \"mine\": truth.latents: NaN or infinity at index (0, 0, 0); 1 of 12 elements "
        "are not finite");
  CHECK(message([](npd::Trials& t) { t.truth.inputs[0][0][0] = NAN; }) ==
        "dataset \"mine\": truth.inputs: NaN or infinity at index (0, 0, 0); 1 of 12 elements are "
        "not finite");
  CHECK(message([](npd::Trials& t) { t.truth.rates[0][1][0] = NAN; }) ==
        "dataset \"mine\": truth.rates: NaN or infinity at index (0, 1, 0); 1 of 36 elements are "
        "not finite");
  CHECK(message([](npd::Trials& t) { t.truth.rates[0][0][0] = -2; }) ==
        "dataset \"mine\": truth.rates: expected at least 0 spikes per bin, found -2");
}

TEST_CASE("check_numbers: both parts of the split have trials") {
  CHECK(message([](npd::Trials& t) { t.split.train.clear(); }) ==
        "dataset \"mine\": split.train: there are no trials");
  CHECK(message([](npd::Trials& t) { t.split.valid.clear(); }) ==
        "dataset \"mine\": split.valid: there are no trials");
}

namespace {

std::string fault(const std::function<void(npd::Trials&)>& spoil) {
  npd::Trials trials;
  trials.spikes = at::zeros({3, 4, 2});
  trials.split = {{0, 1}, {2}, {}};
  trials.neuron_info = {{"area", std::vector<std::string>{"a", "b"}}};
  trials.conditions = {{0, 1, -1}, {"left", "right"}};
  trials.behaviour = {at::zeros({3, 4, 2}), {"x", "y"}, {}};
  spoil(trials);
  try {
    npd::contract::check_trials(trials);
    return "no error";
  } catch (const npd::Error& error) {
    return error.what();
  }
}

}  // namespace

TEST_CASE("check_trials: facts, conditions and behaviour fit the trials") {
  CHECK(fault([](npd::Trials&) {}) == "no error");
  CHECK(fault([](npd::Trials& t) {
          t.neuron_info[0] = {"area", std::vector<double>{1, 2}};
        }) == "neuron_info.area: expected the names of areas, found numbers");
  CHECK(fault([](npd::Trials& t) {
          t.neuron_info.push_back({"id", std::vector<double>{1}});
        }) == "neuron_info.id: expected 2 values, one per neuron, found 1");
  CHECK(fault([](npd::Trials& t) {
          t.trial_info.push_back({"a/b", std::vector<double>{1, 2, 3}});
        }) == "trial_info: the column \"a/b\" has a slash in its name");
  CHECK(fault([](npd::Trials& t) { t.conditions.labels.pop_back(); }) ==
        "conditions.labels: expected 3 labels, one per trial, found 2");
  CHECK(fault([](npd::Trials& t) { t.conditions.labels[0] = 2; }) ==
        "conditions.labels: 2 is none of the 2 names' numbers, 0 to 1, nor -1 for no condition");
  CHECK(fault([](npd::Trials& t) {
          t.behaviour.values = at::zeros({3, 5, 2});
        }) == "behaviour.values (trial, time, dim): expected shape (3, 4, any), found (3, 5, 2)");
  CHECK(fault([](npd::Trials& t) { t.behaviour.units = {"mm"}; }) ==
        "behaviour.units: expected 2, one per dimension, found 1");
}

TEST_CASE("check_numbers: truth may be unknown where nothing was recorded") {
  const auto gaps = [](npd::Trials& t) {
    t.may_be_missing = true;
    t.target_spikes[1][3].fill_(NAN);
    t.target_spikes[2][0][1] = NAN;
    t.truth.rates[1][3].fill_(NAN);
    t.truth.rates[2][0][1] = NAN;
    t.truth.latents[1][3].fill_(NAN);
    t.truth.inputs[1][3].fill_(NAN);
  };
  CHECK(message(gaps) == "no error");
  CHECK(message([&](npd::Trials& t) {
          gaps(t);
          t.truth.rates[2][0][0] = NAN;
        }) ==
        "dataset \"mine\": truth.rates: NaN or infinity at index (2, 0, 0); 1 of 36 elements "
        "are not finite");
  // The other neurons were recorded, so what was going on is to be known.
  CHECK(message([&](npd::Trials& t) {
          gaps(t);
          t.truth.latents[2][0][0] = NAN;
        }) ==
        "dataset \"mine\": truth.latents: NaN or infinity at index (2, 0, 0); 1 of 12 "
        "elements are not finite");
}

TEST_CASE("check_trials: numbers of trials are as many as they are, ascending") {
  npd::Trials trials;
  trials.spikes = at::ones({3, 4, 2});
  trials.split = {{0, 2}, {1}, {}};
  const auto with = [&](std::vector<std::int64_t> numbers) {
    trials.numbers = std::move(numbers);
    npd::contract::check_trials(trials);
  };
  CHECK_NOTHROW(with({}));
  CHECK_NOTHROW(with({0, 7, 9}));
  CHECK_THROWS_WITH(with({0, 7}), "numbers: expected 3 numbers, one per trial, found 2");
  for (const auto& wrong : {std::vector<std::int64_t>{0, 7, 7}, {7, 0, 9}, {-1, 0, 1}}) {
    CHECK_THROWS_WITH(with(wrong), "numbers: the trials' numbers must be ascending and at least 0");
  }
}
