#include "data/describe.hpp"

#include <npd/dataset.hpp>
#include <npd/error.hpp>
#include <npd/hdf5.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <vector>

namespace npd::data {
namespace {

/// The counts of one part of the file.
struct Part {
  std::string name;
  Tensor spikes;  ///< (trial, time, neuron), float64
};

std::vector<Part> read_parts(const hdf5::File& file) {
  std::vector<Part> parts;
  for (const std::string name : {"train", "valid", "test"}) {
    const auto key = name + "_encod_data";
    if (name == "test" && !file.has(key)) continue;
    const auto where = fmt::format("{}: /{}", file.path().string(), key);
    const auto counts = file.read(key);
    const bool first = parts.empty();
    try {
      check_shape(counts,
                  {any_size, first ? any_size : parts[0].spikes.size(1),
                   first ? any_size : parts[0].spikes.size(2)},
                  where);
    } catch (const ShapeError& error) {
      throw DataError(error.what());
    }
    check_counts(counts, where, {.may_be_missing = true, .real_valued = true});
    parts.push_back({name, counts.to(at::kDouble)});
  }
  return parts;
}

std::string arrays_text(const hdf5::File& file) {
  const auto arrays = file.arrays();
  std::size_t key_width = 0, shape_width = 0;
  for (const auto& array : arrays) {
    key_width = std::max(key_width, array.key.size());
    shape_width = std::max(shape_width, shape_text(array.shape).size());
  }
  std::string text;
  for (const auto& array : arrays) {
    text += fmt::format("  {:{}}  {:{}}  {}\n", array.key, key_width, shape_text(array.shape),
                        shape_width, array.type);
  }
  return text;
}

std::string trials_text(const std::vector<Part>& parts, double bin_s) {
  std::vector<std::string> sizes;
  std::int64_t total = 0;
  for (const auto& part : parts) {
    sizes.push_back(fmt::format("{} {}", part.spikes.size(0), part.name));
    total += part.spikes.size(0);
  }
  return fmt::format("trials   {} ({}), {} bins of {} s, {} neurons\n", total,
                     fmt::join(sizes, ", "), parts[0].spikes.size(1), bin_s,
                     parts[0].spikes.size(2));
}

bool are_counts(const Tensor& spikes) {
  const auto known = at::nan_to_num(spikes, 0.0);
  return (known >= 0).logical_and(at::floor(known) == known).all().item<bool>();
}

std::string values_text(const Tensor& values) {
  return fmt::format("values   real numbers, mean {:.4g}, min {:.4g}, max {:.4g}\n",
                     values.mean().item<double>(), values.min().item<double>(),
                     values.max().item<double>());
}

std::string rates_text(const std::vector<Part>& parts, double bin_s) {
  std::vector<Tensor> rows;
  for (const auto& part : parts) rows.push_back(part.spikes);
  const auto spikes = at::cat(rows);
  const auto missing = at::isnan(spikes);
  std::string text;
  if (missing.any().item<bool>()) {
    text += fmt::format("missing  {} of {} counts\n", missing.sum().item<std::int64_t>(),
                        spikes.numel());
  }
  if (!are_counts(spikes)) return text + values_text(spikes.masked_select(missing.logical_not()));
  text +=
      fmt::format("spikes   {}\n", static_cast<std::int64_t>(at::nansum(spikes).item<double>()));
  if (spikes.numel() == 0) return text;
  const auto rates_hz = at::nan_to_num(at::nanmean(spikes, at::IntArrayRef({0, 1})), 0.0) / bin_s;
  text +=
      fmt::format("rates    mean {:.3f} Hz, over neurons: min {:.3f}, median {:.3f}, max {:.3f}\n",
                  rates_hz.mean().item<double>(), rates_hz.min().item<double>(),
                  at::quantile(rates_hz, 0.5).item<double>(), rates_hz.max().item<double>());
  text += fmt::format("silent   {} of {} neurons\n", (rates_hz == 0).sum().item<std::int64_t>(),
                      rates_hz.numel());
  return text;
}

std::string truth_text(const hdf5::File& file) {
  std::vector<std::string> known;
  for (const auto& [key, name] : {std::pair{"train_truth", "rates"},
                                  {"train_latents", "latents"},
                                  {"train_inputs", "inputs"},
                                  {"train_eff_pfc_inputs", "inputs to PFC"}}) {
    if (file.has(key)) known.push_back(fmt::format("{} ({})", name, key));
  }
  return fmt::format("truth    {}\n",
                     known.empty() ? "none" : fmt::format("{}", fmt::join(known, ", ")));
}

}  // namespace

std::string describe(const std::filesystem::path& path, double bin_s) {
  const auto file = hdf5::File::open(path);
  const auto parts = read_parts(file);
  return fmt::format("{}\n{}\n{}{}{}", path.string(), arrays_text(file), trials_text(parts, bin_s),
                     rates_text(parts, bin_s), truth_text(file));
}

}  // namespace npd::data
