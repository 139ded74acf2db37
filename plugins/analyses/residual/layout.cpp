#include "residual/layout.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <iterator>
#include <utility>

namespace npd::residual {

BinLayout layout_of(const TrialSettings& settings, Eigen::Index bins, double bin_s) {
  BinLayout layout;
  layout.bin_s = bin_s;
  layout.width = std::max<Eigen::Index>(1, std::llround(settings.width_s / bin_s));
  const Eigen::Index first = settings.first_bin;
  const Eigen::Index end = settings.bins == 0 ? bins : first + settings.bins;
  if (first >= end || end > bins) {
    throw ConfigError("first_bin",
                      fmt::format("bins {} to {} are not in trials of {} bins", first, end, bins));
  }
  std::vector<Eigen::Index> edges{first};
  for (const auto edge : settings.segments) {
    if (edge <= edges.back() || edge >= end) {
      throw ConfigError("segments", fmt::format("bin {} is not behind bin {} and before bin {}",
                                                edge, edges.back(), end));
    }
    edges.push_back(edge);
  }
  edges.push_back(end);
  for (std::size_t s = 0; s + 1 < edges.size(); ++s) {
    auto& starts = layout.first.emplace_back();
    for (auto bin = edges[s]; bin + layout.width <= edges[s + 1]; bin += layout.width) {
      starts.push_back(bin);
    }
  }
  return layout;
}

Segments cut(const Source& source, const TrialSettings& settings, const BinLayout& layout) {
  Segments segments;
  for (const auto& starts : layout.first) {
    const auto bins = static_cast<std::int64_t>(starts.size()) * layout.width;
    auto sums = starts.empty()
                    ? Bins()
                    : summed(bins_of(source.values.narrow(1, starts.front(), bins)), layout.width);
    const bool is_rooted = source.is_positive && settings.transform == "square_root";
    segments.push_back(is_rooted ? square_roots(std::move(sums)) : std::move(sums));
  }
  return segments;
}

TrialList known_trials(const Segments& segments, const TrialList& trials) {
  TrialList known;
  std::copy_if(trials.begin(), trials.end(), std::back_inserter(known), [&](Eigen::Index trial) {
    return std::all_of(segments.begin(), segments.end(), [&](const Bins& bins) {
      return std::all_of(bins.begin(), bins.end(),
                         [&](const Eigen::MatrixXd& bin) { return bin.row(trial).allFinite(); });
    });
  });
  return known;
}

}  // namespace npd::residual
