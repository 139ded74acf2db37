#include "data/doubts.hpp"

#include <npd/ops.hpp>

#include <fmt/format.h>

#include <cmath>

namespace npd::data {
namespace {

// No neuron fires faster, though several on one channel may.
constexpr double highest_mean_hz = 1000, highest_hz = 5000;

/// Whether all counts are multiples of the number of bins in a second: each spike was divided by
/// the width of its bin.
bool are_rates_in_hz(const Tensor& counts, double bin_s) {
  const double bins_in_s = std::round(1 / bin_s);
  const Tensor spikes = counts.masked_select(counts > 0);
  constexpr std::int64_t enough = 20;
  if (bins_in_s < 2 || spikes.numel() < enough) return false;
  return (spikes.remainder(bins_in_s) == 0).all().item<bool>();
}

std::string largest_text(const Tensor& counts, double bin_s) {
  const auto at = counts.argmax().item<std::int64_t>();
  const auto bins = counts.size(1), neurons = counts.size(2);
  const auto count = counts.flatten()[at].item<double>();
  return fmt::format(
      "the largest count is {:.6g}, in trial {}, bin {}, neuron {}: {:.4g} Hz in a "
      "bin of {} s, more than any neuron; is it a mistake, or bin_s wrong?",
      count, at / (bins * neurons), at / neurons % bins, at % neurons, count / bin_s, bin_s);
}

}  // namespace

Silence silence_in(const Tensor& counts) {
  const Tensor known = at::isnan(counts).logical_not();
  const Tensor spikes = at::nan_to_num(counts, 0.0) != 0;
  const auto silent = [&](at::IntArrayRef axes) {
    Tensor any_known = known, any_spike = spikes;
    for (const auto axis : axes) {
      any_known = any_known.any(axis);
      any_spike = any_spike.any(axis);
    }
    return any_known.logical_and(any_spike.logical_not()).sum().item<std::int64_t>();
  };
  return {silent({2, 1}), silent({1, 0})};
}

std::vector<std::string> doubts_about_counts(const Tensor& counts, double bin_s) {
  const Tensor known = at::nan_to_num(counts.to(at::kDouble), 0.0).contiguous();
  if (known.numel() == 0) return {};
  if (are_rates_in_hz(known, bin_s)) {
    return {
        fmt::format("all counts are multiples of {0:.0f}, as are rates in Hz of bins of {1} s; "
                    "counts are expected: divide them by {0:.0f}",
                    std::round(1 / bin_s), bin_s)};
  }
  const double median_hz =
      at::nan_to_num(at::nanmean(counts.to(at::kDouble), at::IntArrayRef({0, 1})), 0.0)
          .median()
          .item<double>() /
      bin_s;
  if (median_hz > highest_mean_hz) {
    return {
        fmt::format("the median neuron has {:.4g} Hz, more than any neuron has for long; are "
                    "these counts, and is a bin {} s wide?",
                    median_hz, bin_s)};
  }
  constexpr double few = 10;
  const auto largest = known.max().item<double>();
  if (largest == 0 && !at::isnan(counts).all().item<bool>()) {
    return {"there is not one spike in all trials"};
  }
  if (largest <= few || largest / bin_s <= highest_hz) return {};
  return {largest_text(known, bin_s)};
}

std::vector<std::string> doubts_about(const Trials& trials) {
  if (trials.real_valued) return {};
  auto doubts = doubts_about_counts(target_of(trials), trials.bin_s);
  if (doubts.empty() && trials.target_spikes.defined()) {
    doubts = doubts_about_counts(trials.spikes, trials.bin_s);
  }
  return doubts;
}

}  // namespace npd::data
