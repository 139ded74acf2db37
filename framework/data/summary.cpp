#include "data/summary.hpp"

#include <npd/error.hpp>
#include <npd/facts.hpp>
#include <npd/lfads_layout.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace npd::data {
namespace {

using lfads_layout::Numbering;
using lfads_layout::Reader;
using Spread = TrialSummary::Spread;

/// (trial, time, neuron) float64 of all parts, checked.
Tensor read_all(const Reader& reader, const std::string& array) {
  const auto first = reader.parts().front().key(array);
  const auto shape = reader.file().info(first).shape;
  if (shape.size() != 3) {
    reader.fail(first,
                "expected three axes (trial, time, neuron), found shape " + shape_text(shape));
  }
  const Tensor values = reader.rows(array, {shape[1], shape[2]}, array);
  check_counts(values, reader.where("{train,valid}_" + array),
               {.may_be_missing = true, .real_valued = true});
  return values.to(at::kDouble);
}

Spread spread_of(const Tensor& values) {
  return {values.mean().item<double>(), values.min().item<double>(),
          at::median(values).item<double>(), values.max().item<double>()};
}

/// Whole numbers, of which one is negative: a mark more likely than a measurement.
void add_doubt_about_sentinel(const Tensor& known, TrialSummary& summary) {
  if (!(at::floor(known) == known).all().item<bool>()) return;
  const auto marks = known.masked_select(known < 0);
  const auto mark = marks.min().item<double>();
  if (marks.max().item<double>() != mark) return;
  summary.doubts.push_back(
      fmt::format("{} numbers are {} and all others are counts; if that stands for what was not "
                  "recorded, store NaN instead, and set dataset.allow_missing = true",
                  marks.numel(), mark));
}

void add_values(const Tensor& values, TrialSummary& summary) {
  const auto missing = at::isnan(values);
  const auto known = at::nan_to_num(values, 0.0);
  summary.missing = missing.sum().item<std::int64_t>();
  summary.counts = (known >= 0).logical_and(at::floor(known) == known).all().item<bool>();
  if (values.numel() == summary.missing) return;
  summary.values = spread_of(values.masked_select(missing.logical_not()));
  if (!summary.counts) {
    add_doubt_about_sentinel(known, summary);
    return;
  }
  constexpr double most = 9e18;  // of an int64
  summary.spikes = static_cast<std::int64_t>(std::min(known.sum().item<double>(), most));
  const auto rates_hz =
      at::nan_to_num(at::nanmean(values, at::IntArrayRef({0, 1})), 0.0) / summary.bin_s;
  summary.rates_hz = spread_of(rates_hz);
  summary.rates_hz->median = at::quantile(rates_hz, 0.5).item<double>();
  summary.silent = silence_in(values);
  summary.doubts = doubts_about_counts(values, summary.bin_s);
}

void add_conditions(const Conditions& conditions, TrialSummary& summary) {
  for (const auto label : conditions.labels) {
    if (label < 0) {
      ++summary.without_condition;
    } else {
      ++summary.conditions[conditions.names[static_cast<std::size_t>(label)]];
    }
  }
}

std::vector<std::string> names_of(const std::vector<Column>& columns) {
  std::vector<std::string> names;
  for (const auto& column : columns) names.push_back(column.name);
  return names;
}

void add_facts(const Reader& reader, TrialSummary& summary) {
  add_conditions(reader.conditions(), summary);
  if (const auto behaviour = reader.behaviour(summary.bins); behaviour.values.defined()) {
    summary.behaviour_dims = behaviour.values.size(2);
    summary.behaviour_names = behaviour.names;
    summary.behaviour_units = behaviour.units;
  }
  summary.trial_info = names_of(reader.trial_info());
  const auto neuron_info = reader.neuron_info(summary.neurons);
  summary.neuron_info = names_of(neuron_info);
  if (const auto* area = find_column(neuron_info, "area"); area != nullptr && area->texts()) {
    for (const auto& name : *area->texts()) ++summary.areas[name];
  }
}

void add_keys(const Reader& reader, TrialSummary& summary) {
  for (const auto& [name, key] : {std::pair{"rates", "truth"},
                                  {"latents", "latents"},
                                  {"inputs", "inputs"},
                                  {"inputs to PFC", "eff_pfc_inputs"}}) {
    if (reader.has(key)) summary.truths.emplace_back(name, std::string("train_") + key);
  }
  if (!reader.has("ext_input")) return;
  const auto shape = reader.file().info("train_ext_input").shape;
  summary.given = shape.empty() ? 0 : shape.back();
}

double bin_s_of(const hdf5::File& file, std::optional<double> asked) {
  constexpr double usual = 0.01;
  if (asked) return *asked;
  if (!file.has_attribute("", "bin_s")) return usual;
  const double told = file.number("", "bin_s");
  return std::isfinite(told) && told > 0 ? told : usual;
}

TrialSummary trials_of(const std::filesystem::path& path, std::optional<double> bin_s) {
  const Reader reader(path, "encod_data", Numbering::all_or_none);
  TrialSummary summary;
  for (const auto& part : reader.parts()) summary.parts.emplace_back(part.name, part.trials);
  summary.numbers = reader.numbers();
  summary.bin_s = bin_s_of(reader.file(), bin_s);
  auto values = read_all(reader, "encod_data");
  summary.seen_bins = values.size(1);
  summary.seen_neurons = values.size(2);
  if (reader.target() != "encod_data") values = read_all(reader, reader.target());
  summary.bins = values.size(1);
  summary.neurons = values.size(2);
  add_values(values, summary);
  add_keys(reader, summary);
  add_facts(reader, summary);
  if (auto doubt = reader.doubt_about_axes()) summary.doubts.push_back(std::move(*doubt));
  return summary;
}

}  // namespace

std::int64_t TrialSummary::trials() const {
  std::int64_t sum = 0;
  for (const auto& part : parts) sum += part.second;
  return sum;
}

Summary summary_of(const std::filesystem::path& path, std::optional<double> bin_s) {
  Summary summary;
  {
    const auto file = hdf5::File::open(path);
    summary.layout = hdf5::layout_of(file);
    summary.arrays = file.arrays();
  }
  if (summary.layout.id != "lfads-torch" && summary.layout.id != "lfads-torch-output") {
    return summary;
  }
  try {
    summary.trials = trials_of(path, bin_s);
  } catch (const DataError& error) {
    summary.problem = error.what();
  }
  return summary;
}

}  // namespace npd::data
