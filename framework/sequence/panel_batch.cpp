#include "sequence/panel_batch.hpp"

#include <npd/ops.hpp>

#include <algorithm>

namespace npd::sequence {

std::vector<Tensor> trained_weights(const Module& module) {
  std::vector<Tensor> trained;
  for (const auto& weight : module.weights()) {
    if (weight.trained) trained.push_back(weight.value);
  }
  return trained;
}

PanelGradients::PanelGradients(BufferPool& buffers, const std::vector<Tensor>& weights,
                               std::int64_t panels)
    : weights_(weights), panels_(panels) {
  for (const auto& weight : weights_) size_ += weight.numel();
  buffer_ = buffers.take(size_ * panels);
  std::fill_n(buffer_.get(), size_ * panels, 0.0F);
}

WeightGradients PanelGradients::of(std::int64_t panel) const {
  WeightGradients pointers;
  float* next = buffer_.get() + panel * size_;
  for (const auto& weight : weights_) {
    pointers.push_back(next);
    next += weight.numel();
  }
  return pointers;
}

std::vector<Tensor> PanelGradients::sum() const {
  std::vector<Tensor> sums;
  const float* first = buffer_.get();
  for (const auto& weight : weights_) {
    sums.push_back(at::empty(weight.sizes(), at::kFloat));
    float* sum = sums.back().data_ptr<float>();
    std::copy_n(first, weight.numel(), sum);
    for (std::int64_t panel = 1; panel < panels_; ++panel) {
      const float* term = first + panel * size_;
      for (std::int64_t i = 0; i < weight.numel(); ++i) sum[i] += term[i];
    }
    first += weight.numel();
  }
  return sums;
}

}  // namespace npd::sequence
