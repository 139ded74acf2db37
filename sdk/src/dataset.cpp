#include <npd/dataset.hpp>
#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cmath>

namespace npd {
namespace {

Tensor allowed(const Tensor& counts, CountRules rules) {
  if (!counts.is_floating_point()) {
    return rules.real_valued ? at::ones_like(counts, at::kBool) : counts >= 0;
  }
  // Comparisons with NaN are false, so that it fails these tests too; infinity is not below itself.
  Tensor good = at::abs(counts) < INFINITY;
  if (!rules.real_valued) {
    good = good.logical_and(counts >= 0).logical_and(at::floor(counts) == counts);
  }
  return rules.may_be_missing ? good.logical_or(at::isnan(counts)) : good;
}

/// Numbers that stand for none in tables of old.
bool is_mark(double value) {
  constexpr std::array marks{-1.0, -9.0, -99.0, -999.0, -9999.0};
  return std::find(marks.begin(), marks.end(), value) != marks.end();
}

/// What to do about a number that is not allowed.
std::string remedy(double value, CountRules rules) {
  const bool can_be_missing = !rules.may_be_missing && !rules.missing_option.empty();
  if (std::isnan(value) && can_be_missing) {
    return fmt::format("; if NaN stands for what was not recorded, set {}", rules.missing_option);
  }
  if (std::isnan(value) || std::isinf(value) || rules.real_valued) return {};
  if (is_mark(value) && !rules.missing_option.empty()) {
    return fmt::format("; if {} stands for what was not recorded, store NaN instead{}", value,
                       can_be_missing ? fmt::format(" and set {}", rules.missing_option) : "");
  }
  if (rules.real_option.empty()) return {};
  return fmt::format("; if these are no counts but smoothed or measured numbers, set {}",
                     rules.real_option);
}

}  // namespace

const Tensor& target_of(const Trials& trials) {
  return trials.target_spikes.defined() ? trials.target_spikes : trials.spikes;
}

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

void check_counts(const Tensor& counts, std::string_view name, CountRules rules) {
  const Tensor good = allowed(counts, rules);
  if (good.all().item<bool>()) return;
  const Tensor first = at::nonzero(good.logical_not()).select(0, 0).contiguous();
  const at::IntArrayRef index(first.data_ptr<std::int64_t>(),
                              static_cast<std::size_t>(first.numel()));
  Tensor value = counts;
  for (const auto i : index) value = value.select(0, i);
  throw DataError(fmt::format("{}: expected {}{}, found {} at index {}{}", name,
                              rules.real_valued ? "finite numbers" : "counts (0, 1, 2, ...)",
                              rules.may_be_missing ? " or NaN" : "", value.item<double>(),
                              shape_text(index), remedy(value.item<double>(), rules)));
}

}  // namespace npd
