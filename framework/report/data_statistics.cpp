#include "report/data_statistics.hpp"

#include <npd/ops.hpp>

#include <algorithm>
#include <cmath>
#include <limits>
#include <map>

namespace npd::report {
namespace {

constexpr int taps = 24, most_bins = 12;

/// 1, 2 or 5 times a power of ten, the smallest with which `range` takes at most `most_bins` bins.
double round_width(double range) {
  if (!(range > 0)) return 1;
  double power = std::pow(10, std::floor(std::log10(range / most_bins)));
  for (;; power *= 10) {
    for (const double width : {power, 2 * power, 5 * power}) {
      if (std::floor(range / width) + 1 <= most_bins) return width;
    }
  }
}

Tensor rows_of(const Tensor& rows, const std::vector<std::int64_t>& trials) {
  return rows.index_select(0, at::tensor(trials, at::kLong));
}

}  // namespace

std::vector<double> mean_counts(const Tensor& counts) {
  const Tensor means = at::nanmean(counts.flatten(0, 1), 0).contiguous();
  return {means.data_ptr<double>(), means.data_ptr<double>() + means.numel()};
}

Histogram histogram_of(const std::vector<double>& values) {
  double lowest = 0, highest = 0;
  for (const double value : values) {
    if (!std::isfinite(value)) continue;
    lowest = std::min(lowest, value);
    highest = std::max(highest, value);
  }
  Histogram histogram;
  histogram.width = round_width(highest - lowest);
  const double first = std::floor(lowest / histogram.width);
  const auto bin_of = [&](double value) {
    return static_cast<std::size_t>(std::floor(value / histogram.width) - first);
  };
  histogram.first = first * histogram.width;
  histogram.counts.resize(bin_of(highest) + 1);
  for (const double value : values) {
    if (std::isfinite(value)) ++histogram.counts[bin_of(value)];
  }
  return histogram;
}

Tensor smoothed(const Tensor& counts) {
  const auto bins = counts.size(1);
  const Tensor known = at::nan_to_num(counts, 0.0);
  Tensor sum = at::zeros_like(known);
  for (int n = 0; n < taps; ++n) {
    const double weight = std::exp(-(n - 11.5) * (n - 11.5) / 32);
    // y[t] takes x[t + shift].
    const std::int64_t shift = 11 - n;
    const auto length = bins - std::abs(shift);
    if (length <= 0) continue;
    sum.narrow(1, std::max<std::int64_t>(0, -shift), length) +=
        weight * known.narrow(1, std::max<std::int64_t>(0, shift), length);
  }
  return sum;
}

Tensor condition_means(const Tensor& rows, const Grouping& grouping) {
  std::vector<Tensor> means;
  for (std::size_t group = 0; group < grouping.values.size(); ++group) {
    means.push_back(rows_of(rows, grouping.trials(group)).mean(0));
  }
  return at::stack(means);
}

GroupMeans group_means(const std::vector<double>& values, const Grouping& grouping) {
  GroupMeans result;
  for (std::size_t group = 0; group < grouping.values.size(); ++group) {
    std::vector<double> some;
    for (const auto trial : grouping.trials(group)) {
      const double value = values[static_cast<std::size_t>(trial)];
      if (std::isfinite(value)) some.push_back(value);
    }
    const auto n = static_cast<double>(some.size());
    double sum = 0, squares = 0;
    for (const double value : some) sum += value;
    const double mean = sum / n;  // NaN without any
    for (const double value : some) squares += (value - mean) * (value - mean);
    result.mean.push_back(mean);
    result.error.push_back(n > 1 ? std::sqrt(squares / (n - 1) / n)
                                 : std::numeric_limits<double>::quiet_NaN());
    result.trials.push_back(static_cast<std::int64_t>(some.size()));
  }
  return result;
}

std::vector<double> fano_factors(const Tensor& counts, const Grouping& grouping) {
  const Tensor totals = at::nansum(counts, 1);
  Tensor sum = at::zeros({totals.size(1)}, at::kDouble), used = at::zeros_like(sum);
  for (std::size_t group = 0; group < grouping.values.size(); ++group) {
    const Tensor some = rows_of(totals, grouping.trials(group));
    if (some.size(0) < 2) continue;
    const Tensor mean = some.mean(0), spikes = mean > 0;
    sum += at::where(spikes, at::var(some, 0, true, false) / mean, at::zeros_like(mean));
    used += spikes.to(at::kDouble);
  }
  const Tensor factors = (sum / used).contiguous();
  return {factors.data_ptr<double>(), factors.data_ptr<double>() + factors.numel()};
}

std::vector<double> autocorrelation(const Tensor& counts, const Grouping& grouping, int lags) {
  Tensor residuals = at::nan_to_num(counts, 0.0).clone();
  for (std::size_t group = 0; group < grouping.values.size(); ++group) {
    const Tensor trials = at::tensor(grouping.trials(group), at::kLong);
    const Tensor some = residuals.index_select(0, trials);
    residuals.index_copy_(0, trials, some - some.mean(0));
  }
  const auto bins = residuals.size(1);
  const Tensor power = residuals.square().flatten(0, 1).mean(0);
  const Tensor lively = power > 0;
  const double neurons = lively.sum().item<double>();
  std::vector<double> result;
  for (std::int64_t lag = 0; lag <= std::min<std::int64_t>(lags, bins - 1); ++lag) {
    const Tensor product =
        residuals.narrow(1, 0, bins - lag) * residuals.narrow(1, lag, bins - lag);
    const Tensor part =
        at::where(lively, product.flatten(0, 1).mean(0) / power, at::zeros_like(power));
    result.push_back(part.sum().item<double>() / neurons);
  }
  return result;
}

std::vector<std::pair<std::int64_t, std::int64_t>> duplicates(const Tensor& counts) {
  std::vector<std::pair<std::int64_t, std::int64_t>> pairs;
  const Tensor by_neuron = at::nan_to_num(counts, -1.0).permute({2, 0, 1}).contiguous();
  std::map<double, std::vector<std::int64_t>> by_sum;
  for (std::int64_t i = 0; i < by_neuron.size(0); ++i) {
    auto& same = by_sum[by_neuron[i].sum().item<double>()];
    for (const auto earlier : same) {
      if (!at::equal(by_neuron[earlier], by_neuron[i])) continue;
      pairs.emplace_back(earlier, i);
      break;
    }
    same.push_back(i);
  }
  return pairs;
}

}  // namespace npd::report
