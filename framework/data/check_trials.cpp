#include "data/check_trials.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

namespace npd::data {
namespace {

void check_numbers(const Tensor& array, const std::string& name) {
  if (!array.defined()) return;
  try {
    check_finite(array, name);
  } catch (const NumericalError& error) {
    throw DataError(error.what());
  }
}

}  // namespace

void check_trials(const Trials& trials, std::string_view name) {
  const auto named = [&](const char* array) { return fmt::format("{}: {}", name, array); };
  const CountRules rules{trials.may_be_missing, trials.real_valued};
  check_counts(trials.spikes, named("spikes"), rules);
  if (trials.reconstructed_spikes.defined()) {
    check_counts(trials.reconstructed_spikes, named("reconstructed_spikes"), rules);
  }
  check_numbers(trials.external_input, named("external_input"));
  check_numbers(trials.truth.rates, named("truth.rates"));
  check_numbers(trials.truth.latents, named("truth.latents"));
  check_numbers(trials.truth.inputs, named("truth.inputs"));

  const Tensor& rates = trials.truth.rates;
  if (rates.defined() && !trials.real_valued && (rates < 0).any().item<bool>()) {
    throw DataError(fmt::format("{}: expected at least 0 spikes per bin, found {}",
                                named("truth.rates"), rates.min().item<double>()));
  }
  if (trials.split.train.empty()) throw DataError(named("split.train") + ": there are no trials");
  if (trials.split.valid.empty()) throw DataError(named("split.valid") + ": there are no trials");
}

}  // namespace npd::data
