#include "data/recording.hpp"

#include "data/side_by_side.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace npd::data {
namespace {

Tensor as_float(const Tensor& x) { return x.defined() ? x.to(at::kFloat).contiguous() : x; }

// What was not recorded looks to the encoders as if nothing had happened.
Tensor without_gaps(const Tensor& counts) { return at::nan_to_num(as_float(counts), 0.0); }

/// 1 where something was recorded, 0 elsewhere; undefined without gaps.
Tensor observed_counts(const Tensor& counts) {
  if (!counts.is_floating_point()) return {};
  const Tensor missing = at::isnan(counts);
  return missing.any().item<bool>() ? missing.logical_not().to(at::kFloat) : Tensor();
}

/// The cells of a column as texts; none without it.
std::vector<std::string> texts_of(const Column* column) {
  if (column == nullptr) return {};
  if (const auto* texts = column->texts()) return *texts;
  std::vector<std::string> texts;
  for (const double number : *column->numbers()) texts.push_back(fmt::format("{}", number));
  return texts;
}

}  // namespace

Recording::Recording(const Trials& trials, std::int64_t ic_bins)
    : split_(trials.split),
      ic_bins_(ic_bins),
      seen_bins_(trials.spikes.size(1) - ic_bins),
      bin_s_(trials.bin_s),
      real_valued_(trials.real_valued),
      areas_(texts_of(find_column(trials.neuron_info, "area"))),
      ids_(texts_of(find_column(trials.neuron_info, "id"))),
      seen_(without_gaps(trials.spikes)),
      target_(trials.target_spikes.defined() ? without_gaps(trials.target_spikes) : seen_),
      observed_(observed_counts(target_of(trials))),
      external_(trials.external_input.defined() ? as_float(trials.external_input)
                                                : at::zeros({target_.size(0), target_.size(1), 0})),
      true_rates_(as_float(trials.truth.rates)) {
  // Known or not, what was not recorded counts nowhere; a product with 0 must be 0.
  if (observed_.defined() && true_rates_.defined()) {
    true_rates_ = true_rates_.masked_fill(observed_ == 0, 0);
  }
  if (seen_bins_ <= 0) {
    throw ConfigError(
        "ic_enc_seq_len",
        fmt::format("{} of {} bins that are seen leave none for the model; it must be at "
                    "most {}",
                    ic_bins, seen_.size(1), seen_.size(1) - 1));
  }
  if (ic_bins == 0) return;
  for (Tensor* x : {&target_, &observed_, &external_, &true_rates_}) {
    if (x->defined()) *x = x->slice(1, ic_bins).contiguous();
  }
}

Batch Recording::batch(const std::vector<std::int64_t>& trials) const {
  const Tensor seen = side_by_side(seen_, trials);
  const bool same = target_.is_same(seen_);
  return {seen, same ? seen : side_by_side(target_, trials), side_by_side(external_, trials),
          observed_.defined() ? side_by_side(observed_, trials) : observed_};
}

Tensor Recording::true_rates(const std::vector<std::int64_t>& trials) const {
  return true_rates_.defined() ? side_by_side(true_rates_, trials) : true_rates_;
}

double Recording::observations(const std::vector<std::int64_t>& trials) const {
  if (observed_.defined()) {
    return observed_.index_select(0, at::tensor(trials, at::kLong)).sum(at::kDouble).item<double>();
  }
  return static_cast<double>(static_cast<std::int64_t>(trials.size()) * target_.size(1) *
                             target_.size(2));
}

Tensor Recording::training_means() const {
  const Tensor rows = at::tensor(split_.train, at::kLong);
  const Tensor target = target_.index_select(0, rows).to(at::kDouble);
  const Tensor observed =
      has_missing() ? observed_.index_select(0, rows).to(at::kDouble) : at::ones_like(target);
  const std::vector<std::int64_t> all_but_neurons{0, 1};
  const Tensor count = at::sum(observed, all_but_neurons).clamp_min(1);
  const Tensor sum = at::sum(target * observed, all_but_neurons);
  return (real_valued_ ? sum : sum.clamp_min(0.5)) / count;
}

Sizes Recording::sizes() const { return {seen_.size(2), target_.size(2), external_.size(2)}; }

std::vector<std::vector<std::int64_t>> cut(const std::vector<std::int64_t>& indices,
                                           std::int64_t size) {
  std::vector<std::vector<std::int64_t>> batches;
  for (auto begin = indices.begin(); begin != indices.end();) {
    const auto end = begin + std::min<std::ptrdiff_t>(size, indices.end() - begin);
    batches.emplace_back(begin, end);
    begin = end;
  }
  return batches;
}

}  // namespace npd::data
