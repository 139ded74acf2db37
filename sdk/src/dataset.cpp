#include <npd/dataset.hpp>
#include <npd/error.hpp>

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

}  // namespace npd
