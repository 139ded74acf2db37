#include "training/training_data.hpp"

#include <npd/ops.hpp>

#include <algorithm>

namespace npd::train {
namespace {

Tensor as_float(const Tensor& x) { return x.defined() ? x.to(at::kFloat).contiguous() : x; }

// Some trials, side by side in memory as the fused engine and the draws have them. Whole trials are
// copied, then transposed as one matrix: both are quick in LibTorch.
Tensor rows(const Tensor& x, const std::vector<std::int64_t>& trials) {
  const auto batch = static_cast<std::int64_t>(trials.size());
  const Tensor chosen = x.index_select(0, at::tensor(trials, at::kLong));
  const Tensor side_by_side = chosen.view({batch, x.size(1) * x.size(2)}).t().contiguous();
  return side_by_side.view({x.size(1), x.size(2), batch}).permute({2, 0, 1});
}

}  // namespace

TrainingData::TrainingData(const Trials& trials)
    : split_(trials.split),
      encoded_(as_float(trials.spikes)),
      reconstructed_(trials.reconstructed_spikes.defined() ? as_float(trials.reconstructed_spikes)
                                                           : encoded_),
      external_(trials.external_input.defined()
                    ? as_float(trials.external_input)
                    : at::zeros({reconstructed_.size(0), reconstructed_.size(1), 0})),
      true_rates_(as_float(trials.truth.rates)) {}

model::Batch TrainingData::batch(const std::vector<std::int64_t>& trials) const {
  const Tensor encoded = rows(encoded_, trials);
  const bool same = reconstructed_.is_same(encoded_);
  return {encoded, same ? encoded : rows(reconstructed_, trials), rows(external_, trials)};
}

Tensor TrainingData::true_rates(const std::vector<std::int64_t>& trials) const {
  return true_rates_.defined() ? rows(true_rates_, trials) : true_rates_;
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

}  // namespace npd::train
