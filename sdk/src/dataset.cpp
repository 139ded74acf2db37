#include <npd/dataset.hpp>
#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace npd {

Split random_split(std::int64_t trials, double train_fraction, RandomStream& random) {
  const auto train = std::llround(train_fraction * static_cast<double>(trials));
  if (train <= 0 || train >= trials) {
    throw ConfigError("train_fraction",
                      fmt::format("{} of {} trials leaves {} for training and {} for validation; "
                                  "both need at least one",
                                  train_fraction, trials, train, trials - train));
  }
  const auto order = random.permutation(trials);
  Split split;
  split.train.assign(order.begin(), order.begin() + train);
  split.valid.assign(order.begin() + train, order.end());
  std::sort(split.train.begin(), split.train.end());
  std::sort(split.valid.begin(), split.valid.end());
  return split;
}

void check_counts(const Tensor& counts, std::string_view name) {
  // Comparisons with NaN are false, so that it fails this test too; infinity is not below itself.
  const Tensor good =
      counts.is_floating_point()
          ? (counts >= 0).logical_and(counts < INFINITY).logical_and(at::floor(counts) == counts)
          : counts >= 0;
  if (good.all().item<bool>()) return;
  const Tensor first = at::nonzero(good.logical_not()).select(0, 0).contiguous();
  const at::IntArrayRef index(first.data_ptr<std::int64_t>(),
                              static_cast<std::size_t>(first.numel()));
  Tensor value = counts;
  for (const auto i : index) value = value.select(0, i);
  throw DataError(fmt::format("{}: expected counts (0, 1, 2, ...), found {} at index {}", name,
                              value.item<double>(), shape_text(index)));
}

}  // namespace npd
