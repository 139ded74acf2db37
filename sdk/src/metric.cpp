#include <npd/metric.hpp>
#include <npd/ops.hpp>

#include <limits>
#include <utility>

namespace npd {

Score undefined_score(std::string name, std::string split, std::string reason) {
  return {std::move(name), std::numeric_limits<double>::quiet_NaN(), std::move(split),
          std::move(reason)};
}

KnownBins known_bins(const Tensor& truth, const Tensor& estimate) {
  const Tensor known = at::isnan(truth).any(2).logical_not();
  if (known.all().item<bool>()) return {truth.flatten(0, 1), estimate.flatten(0, 1)};
  const Tensor bins = known.flatten().nonzero().flatten();
  return {truth.flatten(0, 1).index_select(0, bins), estimate.flatten(0, 1).index_select(0, bins)};
}

}  // namespace npd
