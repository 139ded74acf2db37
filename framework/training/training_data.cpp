#include "training/training_data.hpp"

#include "training/side_by_side.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>

namespace npd::training {
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

const Tensor& target_of(const Trials& trials) {
  return trials.reconstructed_spikes.defined() ? trials.reconstructed_spikes : trials.spikes;
}

}  // namespace

TrainingData::TrainingData(const Trials& trials, std::int64_t ic_bins)
    : split_(trials.split),
      encoded_bins_(trials.spikes.size(1) - ic_bins),
      encoded_(without_gaps(trials.spikes)),
      reconstructed_(trials.reconstructed_spikes.defined()
                         ? without_gaps(trials.reconstructed_spikes)
                         : encoded_),
      observed_(observed_counts(target_of(trials))),
      external_(trials.external_input.defined()
                    ? as_float(trials.external_input)
                    : at::zeros({reconstructed_.size(0), reconstructed_.size(1), 0})),
      true_rates_(as_float(trials.truth.rates)) {
  if (encoded_bins_ <= 0) {
    throw ConfigError("ic_enc_seq_len",
                      fmt::format("{} of {} encoded bins leave none for the model; it must be at "
                                  "most {}",
                                  ic_bins, encoded_.size(1), encoded_.size(1) - 1));
  }
  if (ic_bins == 0) return;
  for (Tensor* x : {&reconstructed_, &observed_, &external_, &true_rates_}) {
    if (x->defined()) *x = x->slice(1, ic_bins).contiguous();
  }
}

model::Batch TrainingData::batch(const std::vector<std::int64_t>& trials) const {
  const Tensor encoded = side_by_side(encoded_, trials);
  const bool same = reconstructed_.is_same(encoded_);
  return {encoded, same ? encoded : side_by_side(reconstructed_, trials),
          side_by_side(external_, trials),
          observed_.defined() ? side_by_side(observed_, trials) : observed_};
}

Tensor TrainingData::true_rates(const std::vector<std::int64_t>& trials) const {
  return true_rates_.defined() ? side_by_side(true_rates_, trials) : true_rates_;
}

double TrainingData::observations(const std::vector<std::int64_t>& trials) const {
  if (observed_.defined()) {
    return observed_.index_select(0, at::tensor(trials, at::kLong)).sum(at::kDouble).item<double>();
  }
  return static_cast<double>(static_cast<std::int64_t>(trials.size()) * reconstructed_.size(1) *
                             reconstructed_.size(2));
}

model::Shape TrainingData::shape() const {
  return {encoded_.size(2), reconstructed_.size(2), external_.size(2)};
}

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

}  // namespace npd::training
