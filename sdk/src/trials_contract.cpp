#include <npd/contract.hpp>
#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace npd::contract {
namespace {

/// What the model and the metrics compute with, converted where need be.
void check_numeric(const Tensor& tensor, const char* name) {
  const auto type = tensor.scalar_type();
  const bool whole = at::isIntegralType(type, true);
  if (!whole && type != at::kFloat && type != at::kDouble) {
    throw ShapeError(fmt::format("{}: expected float32, float64 or whole numbers, found type {}",
                                 name, c10::toString(type)));
  }
  if (!tensor.requires_grad()) return;
  throw ShapeError(
      fmt::format("{}: autograd follows it; data are numbers alone, as detach() gives them", name));
}

/// \param sizes  expected; any_size may stand for a size
void check_array(const Tensor& tensor, at::IntArrayRef sizes, const char* name) {
  check_shape(tensor, sizes, name);
  check_numeric(tensor, name);
}

void check_if_defined(const Tensor& tensor, at::IntArrayRef sizes, const char* name) {
  if (tensor.defined()) check_array(tensor, sizes, name);
}

/// An array that is only written and handed on: any shape and any real numbers.
void check_further_array(const Tensor& tensor, const std::string& name) {
  if (name.empty()) throw ShapeError("a further array has no name");
  const std::vector<std::int64_t> any(tensor.defined() ? static_cast<std::size_t>(tensor.dim()) : 0,
                                      any_size);
  check_shape(tensor, any, name);
  if (!tensor.is_complex()) return;
  throw ShapeError(fmt::format("{}: expected real numbers, found type {}", name,
                               c10::toString(tensor.scalar_type())));
}

void check_leading_axis(const Tensor& tensor, std::int64_t trials, const std::string& name) {
  check_further_array(tensor, name);
  if (tensor.defined() && tensor.dim() > 0 && tensor.size(0) == trials) return;
  throw ShapeError(fmt::format("{}: expected {} trials on the first axis, found {}", name, trials,
                               tensor.defined() ? shape_text(tensor.sizes()) : "no array"));
}

void check_arrays(const Trials& trials) {
  check_array(trials.spikes, {any_size, any_size, any_size}, "spikes (trial, time, neuron)");
  const auto trial = trials.spikes.size(0);
  check_if_defined(trials.target_spikes, {trial, any_size, any_size},
                   "target_spikes (trial, time, neuron)");
  const Tensor& target = target_of(trials);
  const auto time = target.size(1), neuron = target.size(2);
  if (time < trials.spikes.size(1) || neuron < trials.spikes.size(2)) {
    throw ShapeError(
        fmt::format("target_spikes (trial, time, neuron): expected at least {}, found {}",
                    shape_text(trials.spikes.sizes()), shape_text(target.sizes())));
  }
  // The model may be told, and the truth is known, of all that is reconstructed.
  check_if_defined(trials.external_input, {trial, time, any_size},
                   "external_input (trial, time, dim)");
  check_if_defined(trials.truth.rates, {trial, time, neuron}, "truth.rates (trial, time, neuron)");
  check_if_defined(trials.truth.latents, {trial, time, any_size},
                   "truth.latents (trial, time, latent)");
  check_if_defined(trials.truth.inputs, {trial, time, any_size},
                   "truth.inputs (trial, time, input)");
  check_if_defined(trials.behaviour.values, {trial, time, any_size},
                   "behaviour.values (trial, time, dim)");
  for (const auto& [name, array] : trials.trial_arrays) check_leading_axis(array, trial, name);
  for (const auto& [name, array] : trials.arrays) check_further_array(array, name);
}

/// \param of  "trial", "neuron"
void check_columns(const std::vector<Column>& columns, std::int64_t count, const char* name,
                   const char* of) {
  std::set<std::string> names;
  for (const auto& column : columns) {
    if (column.name.empty()) throw DataError(fmt::format("{}: a column has no name", name));
    if (column.name.find('/') != std::string::npos) {
      throw DataError(
          fmt::format("{}: the column \"{}\" has a slash in its name", name, column.name));
    }
    if (!names.insert(column.name).second) {
      throw DataError(fmt::format("{}: two columns are called \"{}\"", name, column.name));
    }
    if (static_cast<std::int64_t>(column.size()) != count) {
      throw DataError(fmt::format("{}.{}: expected {} values, one per {}, found {}", name,
                                  column.name, count, of, column.size()));
    }
  }
}

void check_areas(const std::vector<Column>& neuron_info) {
  const Column* area = find_column(neuron_info, "area");
  if (area != nullptr && area->texts() == nullptr) {
    throw DataError("neuron_info.area: expected the names of areas, found numbers");
  }
}

void check_conditions(const Conditions& conditions, std::int64_t trials) {
  if (conditions.empty()) return;
  if (std::ssize(conditions.labels) != trials) {
    throw DataError(fmt::format("conditions.labels: expected {} labels, one per trial, found {}",
                                trials, conditions.labels.size()));
  }
  const auto names = std::ssize(conditions.names);
  for (const auto label : conditions.labels) {
    if (label >= -1 && label < names) continue;
    throw DataError(fmt::format(
        "conditions.labels: {} is none of the {} names' numbers, 0 to {}, nor -1 for no condition",
        label, names, names - 1));
  }
}

void check_behaviour(const Behaviour& behaviour) {
  if (!behaviour.values.defined()) return;
  const auto dims = behaviour.values.size(2);
  for (const auto& [what, texts] :
       {std::pair{"names", &behaviour.names}, std::pair{"units", &behaviour.units}}) {
    if (texts->empty() || std::ssize(*texts) == dims) continue;
    throw DataError(fmt::format("behaviour.{}: expected {}, one per dimension, found {}", what,
                                dims, texts->size()));
  }
}

void check_split(const Split& split, std::int64_t trials) {
  std::set<std::int64_t> used;
  const auto check = [&](const char* name, const std::vector<std::int64_t>& indices) {
    if (!std::is_sorted(indices.begin(), indices.end())) {
      throw DataError(fmt::format("split.{}: the trials must be ascending", name));
    }
    for (const auto index : indices) {
      if (index < 0 || index >= trials) {
        throw DataError(fmt::format("split.{}: trial {} is not in [0, {})", name, index, trials));
      }
      if (!used.insert(index).second) {
        throw DataError(fmt::format("split.{}: trial {} is used twice", name, index));
      }
    }
  };
  check("train", split.train);
  check("valid", split.valid);
  check("test", split.test);
}

void check_trial_numbers(const std::vector<std::int64_t>& numbers, std::int64_t trials) {
  if (numbers.empty()) return;
  if (std::ssize(numbers) != trials) {
    throw DataError(fmt::format("numbers: expected {} numbers, one per trial, found {}", trials,
                                numbers.size()));
  }
  const bool rise =
      std::adjacent_find(numbers.begin(), numbers.end(), std::greater_equal<>()) == numbers.end();
  if (!rise || numbers.front() < 0) {
    throw DataError("numbers: the trials' numbers must be ascending and at least 0");
  }
}

void check_if_finite(const Tensor& array, const std::string& name) {
  if (!array.defined()) return;
  try {
    check_finite(array, name);
  } catch (const NumericalError& error) {
    throw DataError(error.what());
  }
}

/// Where NaN is allowed in true rates, (trial, time, neuron); undefined: nowhere.
Tensor unrecorded_of(const Trials& trials) {
  if (!trials.may_be_missing || !target_of(trials).is_floating_point()) return {};
  return at::isnan(target_of(trials));
}

void check_truth(const Trials& trials, const std::function<std::string(const char*)>& named) {
  const Tensor unrecorded = unrecorded_of(trials);
  const auto check = [&](const Tensor& array, const Tensor& gaps, const char* name) {
    const bool filled = array.defined() && gaps.defined();
    check_if_finite(filled ? array.masked_fill(gaps, 0) : array, named(name));
  };
  const Tensor in_none = unrecorded.defined() ? unrecorded.all(2, true) : Tensor();
  check(trials.truth.rates, unrecorded, "truth.rates");
  check(trials.truth.latents, in_none, "truth.latents");
  check(trials.truth.inputs, in_none, "truth.inputs");
}

}  // namespace

void check_trials(const Trials& trials) {
  check_arrays(trials);
  const auto count = trials.spikes.size(0);
  check_split(trials.split, count);
  check_trial_numbers(trials.numbers, count);
  if (!Bounds(above(0)).allow(trials.bin_s)) {
    throw DataError(fmt::format("bin_s: must be above 0, found {}", trials.bin_s));
  }
  check_columns(trials.trial_info, count, "trial_info", "trial");
  check_columns(trials.neuron_info, target_of(trials).size(2), "neuron_info", "neuron");
  check_areas(trials.neuron_info);
  check_conditions(trials.conditions, count);
  check_behaviour(trials.behaviour);
}

void check_numbers(const Trials& trials, std::string_view name) {
  const auto named = [&](const char* array) { return fmt::format("{}: {}", name, array); };
  const CountRules rules{trials.may_be_missing, trials.real_valued};
  check_counts(trials.spikes, named("spikes"), rules);
  if (trials.target_spikes.defined()) {
    check_counts(trials.target_spikes, named("target_spikes"), rules);
  }
  check_if_finite(trials.external_input, named("external_input"));
  check_truth(trials, named);

  const Tensor& rates = trials.truth.rates;
  if (rates.defined() && !trials.real_valued && (rates < 0).any().item<bool>()) {
    throw DataError(fmt::format("{}: expected at least 0 spikes per bin, found {}",
                                named("truth.rates"),
                                at::nan_to_num(rates, 0.0).min().item<double>()));
  }
  if (trials.split.train.empty()) throw DataError(named("split.train") + ": there are no trials");
  if (trials.split.valid.empty()) throw DataError(named("split.valid") + ": there are no trials");
}

}  // namespace npd::contract
