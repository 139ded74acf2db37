#include "conformance/tested.hpp"

#include <npd/contract.hpp>
#include <npd/dataset.hpp>
#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <fmt/format.h>

#include <memory>
#include <utility>

namespace npd::testing {
namespace {

Trials make_trials(const Tested& tested) {
  RandomStream random(1, "dataset");
  return tested.make<Dataset>()->make(random);
}

void check_floating(const char* name, const Tensor& array, Findings& findings) {
  if (!array.defined() || array.is_floating_point()) return;
  findings.problem(fmt::format("{}: expected float32 or float64, found {}", name,
                               c10::toString(array.scalar_type())));
}

void check_types(const Trials& trials, Findings& findings) {
  if (!at::isIntegralType(trials.spikes.scalar_type(), /*includeBool=*/false) &&
      !trials.spikes.is_floating_point()) {
    findings.problem(fmt::format("spikes: expected integers or floating numbers, found {}",
                                 c10::toString(trials.spikes.scalar_type())));
  }
  check_floating("external_input", trials.external_input, findings);
  check_floating("truth.rates", trials.truth.rates, findings);
  check_floating("truth.latents", trials.truth.latents, findings);
  check_floating("truth.inputs", trials.truth.inputs, findings);
  check_floating("behaviour.values", trials.behaviour.values, findings);
}

/// Compares what two calls with equal seeds gave.
class Repetition {
 public:
  Repetition(const Trials& first, const Trials& second, Findings& findings)
      : first_(first), second_(second), findings_(findings) {}

  void compare() {
    array("spikes", first_.spikes, second_.spikes);
    array("external_input", first_.external_input, second_.external_input);
    array("target_spikes", first_.target_spikes, second_.target_spikes);
    array("truth.rates", first_.truth.rates, second_.truth.rates);
    array("truth.latents", first_.truth.latents, second_.truth.latents);
    array("truth.inputs", first_.truth.inputs, second_.truth.inputs);
    arrays("trial_arrays", first_.trial_arrays, second_.trial_arrays);
    arrays("arrays", first_.arrays, second_.arrays);
    differs(first_.split.train != second_.split.train, "split.train");
    differs(first_.split.valid != second_.split.valid, "split.valid");
    differs(first_.split.test != second_.split.test, "split.test");
    differs(first_.bin_s != second_.bin_s, "bin_s");
    differs(first_.trial_info != second_.trial_info, "trial_info");
    differs(first_.neuron_info != second_.neuron_info, "neuron_info");
    differs(first_.conditions != second_.conditions, "conditions");
    array("behaviour.values", first_.behaviour.values, second_.behaviour.values);
  }

 private:
  void differs(bool different, const std::string& what, const std::string& where = {}) {
    if (!different) return;
    findings_.problem(fmt::format(
        "{} differs between two calls with equal seeds{}; take every random number from the "
        "stream that `make` is given",
        what, where.empty() ? "" : ": " + where));
  }

  static bool equal(const Tensor& a, const Tensor& b) {
    return a.sizes() == b.sizes() && ((a == b) | ((a != a) & (b != b))).all().item<bool>();
  }

  void array(const std::string& name, const Tensor& a, const Tensor& b) {
    if (!a.defined() && !b.defined()) return;
    if (a.defined() != b.defined()) return differs(true, name, "only one call gave it");
    if (!equal(a, b)) differs(true, name, deviation("", b, a).where);
  }

  void arrays(const std::string& name, const std::map<std::string, Tensor>& a,
              const std::map<std::string, Tensor>& b) {
    differs(a.size() != b.size(), name);
    for (const auto& [key, value] : a) {
      const auto other = b.find(key);
      array(name + "." + key, value, other == b.end() ? Tensor() : other->second);
    }
  }

  const Trials& first_;
  const Trials& second_;
  Findings& findings_;
};

void check_dataset(const Tested& tested, Checks& checks) {
  Trials trials;
  checks.run("trials keep their contract", [&](Findings& findings) {
    trials = make_trials(tested);
    contract::check_trials(trials);
    contract::check_numbers(trials, kind_name(Kind::dataset));
    check_types(trials, findings);
  });
  checks.run("equal seeds, equal trials", [&](Findings& findings) {
    Repetition(trials, make_trials(tested), findings).compare();
  });
  check_systems(tested, checks);
}

/// Counts of four neurons whose rates go up and down.
class StandInDataset final : public Dataset {
 public:
  Trials make(RandomStream& random) override {
    constexpr std::int64_t count = 12, bins = 10, neurons = 4;
    Trials trials;
    trials.truth.latents = at::empty({count, bins, 1}, at::kDouble);
    for (std::int64_t i = 0; i < count * bins; ++i)
      trials.truth.latents.data_ptr<double>()[i] = std::sin(0.7 * static_cast<double>(i));
    const Tensor gains = at::arange(1, neurons + 1, at::kDouble) / 4;
    trials.truth.rates = at::exp(trials.truth.latents * gains);
    trials.spikes = at::empty_like(trials.truth.rates);
    for (std::int64_t i = 0; i < trials.spikes.numel(); ++i) {
      trials.spikes.data_ptr<double>()[i] =
          static_cast<double>(random.poisson(trials.truth.rates.data_ptr<double>()[i]));
    }
    trials.split = random_split(count, 0.75, random);
    return trials;
  }
};

}  // namespace

KindTests dataset_tests() {
  return {check_dataset,
          [](const Tested& tested, const ParamValues& values) {
            testing::create<Dataset>(tested.component(), values);
          },
          []() -> AnySlot {
            return DatasetSlot("stand_in",
                               [](NoShape) { return std::make_shared<StandInDataset>(); });
          },
          host_keys_of<Dataset>()};
}

}  // namespace npd::testing
