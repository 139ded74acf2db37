#include "data/summary.hpp"

#include <npd/dataset.hpp>
#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

namespace npd::data {
namespace {

/// The counts of one part of the file, checked.
/// \param first  the part before it, which has the same bins and neurons; undefined: none
Tensor read_counts(const hdf5::File& file, const std::string& key, const Tensor& first) {
  const auto where = fmt::format("{}: /{}", file.path().string(), key);
  auto counts = file.read(key);
  try {
    check_shape(counts,
                {any_size, first.defined() ? first.size(1) : any_size,
                 first.defined() ? first.size(2) : any_size},
                where);
  } catch (const ShapeError& error) {
    throw DataError(error.what());
  }
  check_counts(counts, where, {.may_be_missing = true, .real_valued = true});
  return counts.to(at::kDouble);
}

/// (trial, time, neuron) of all parts, which are listed in `parts`.
Tensor read_all(const hdf5::File& file, const std::string& array, Summary& summary) {
  std::vector<Tensor> rows;
  summary.parts.clear();
  for (const std::string name : {"train", "valid", "test"}) {
    const auto key = fmt::format("{}_{}", name, array);
    if (name == "test" && !file.has(key)) continue;
    rows.push_back(read_counts(file, key, rows.empty() ? Tensor() : rows.front()));
    summary.parts.emplace_back(name, rows.back().size(0));
  }
  return at::cat(rows);
}

Summary::Spread spread_of(const Tensor& values) {
  return {values.mean().item<double>(), values.min().item<double>(),
          at::median(values).item<double>(), values.max().item<double>()};
}

void add_values(const Tensor& values, Summary& summary) {
  const auto missing = at::isnan(values);
  const auto known = at::nan_to_num(values, 0.0);
  summary.missing = missing.sum().item<std::int64_t>();
  summary.counts = (known >= 0).logical_and(at::floor(known) == known).all().item<bool>();
  if (values.numel() == summary.missing) return;
  summary.values = spread_of(values.masked_select(missing.logical_not()));
  if (!summary.counts) return;
  summary.spikes = static_cast<std::int64_t>(known.sum().item<double>());
  const auto rates_hz =
      at::nan_to_num(at::nanmean(values, at::IntArrayRef({0, 1})), 0.0) / summary.bin_s;
  summary.rates_hz = spread_of(rates_hz);
  summary.rates_hz->median = at::quantile(rates_hz, 0.5).item<double>();
  summary.silent_neurons = (rates_hz == 0).sum().item<std::int64_t>();
}

}  // namespace

std::int64_t Summary::trials() const {
  std::int64_t sum = 0;
  for (const auto& part : parts) sum += part.second;
  return sum;
}

Summary summary_of(const std::filesystem::path& path, double bin_s) {
  const auto file = hdf5::File::open(path);
  Summary summary;
  summary.arrays = file.arrays();
  summary.bin_s = bin_s;
  auto values = read_all(file, "encod_data", summary);
  summary.seen_bins = values.size(1);
  summary.seen_neurons = values.size(2);
  if (file.has("train_recon_data")) values = read_all(file, "recon_data", summary);
  summary.bins = values.size(1);
  summary.neurons = values.size(2);
  add_values(values, summary);
  for (const auto& [key, name] : {std::pair{"train_truth", "rates"},
                                  {"train_latents", "latents"},
                                  {"train_inputs", "inputs"},
                                  {"train_eff_pfc_inputs", "inputs to PFC"}}) {
    if (file.has(key)) summary.truths.emplace_back(name, key);
  }
  return summary;
}

}  // namespace npd::data
