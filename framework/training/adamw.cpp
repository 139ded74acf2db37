#include "training/adamw.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <string>

namespace npd::train {
namespace {

std::vector<Weight> only_trained(std::vector<Weight> weights) {
  std::erase_if(weights, [](const Weight& weight) { return !weight.trained; });
  return weights;
}

[[noreturn]] void throw_not_finite(const std::vector<Weight>& weights) {
  std::string names;
  for (const auto& weight : weights) {
    const Tensor& gradient = weight.value.grad();
    if (gradient.defined() && !at::isfinite(gradient).all().item<bool>()) {
      names += (names.empty() ? "" : ", ") + weight.name;
    }
  }
  throw NumericalError("the gradient is NaN or infinite in " +
                       (names.empty() ? "its norm" : names));
}

}  // namespace

AdamW::AdamW(std::vector<Weight> weights, const Config& config)
    : weights_(only_trained(std::move(weights))), config_(config), moments_(weights_.size()) {}

AdamW::State AdamW::state() const {
  State state;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    if (moments_[i].steps > 0) state[weights_[i].name] = moments_[i];
  }
  return state;
}

void AdamW::restore(const State& state) {
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    const auto found = state.find(weights_[i].name);
    moments_[i] = found == state.end() ? Moments{} : found->second;
  }
}

double AdamW::clip_gradients(double largest) {
  const c10::AutoGradMode no_gradient(false);
  double squares = 0;
  for (const auto& weight : weights_) {
    const Tensor& gradient = weight.value.grad();
    if (gradient.defined()) squares += at::square(gradient.to(at::kDouble)).sum().item<double>();
  }
  const double norm = std::sqrt(squares);
  if (!std::isfinite(norm)) throw_not_finite(weights_);
  const double factor = std::min(1.0, largest / (norm + 1e-6));
  if (factor < 1) {
    for (auto& weight : weights_) {
      if (weight.value.grad().defined()) weight.value.mutable_grad().mul_(factor);
    }
  }
  return norm;
}

void AdamW::step(double learning_rate) {
  const c10::AutoGradMode no_gradient(false);
  const double b1 = config_.adam_beta1, b2 = config_.adam_beta2;
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    Tensor value = weights_[i].value;
    const Tensor& gradient = value.grad();
    if (!gradient.defined()) continue;
    auto& [mean, square, steps] = moments_[i];
    if (!mean.defined()) {
      mean = at::zeros_like(value);
      square = at::zeros_like(value);
    }
    const auto t = static_cast<double>(++steps);
    value.mul_(1 - learning_rate * config_.weight_decay);
    mean.mul_(b1).add_(gradient, 1 - b1);
    square.mul_(b2).addcmul_(gradient, gradient, 1 - b2);
    const Tensor scale =
        square.sqrt().div_(std::sqrt(1 - std::pow(b2, t))).add_(config_.adam_epsilon);
    value.addcdiv_(mean, scale, -learning_rate / (1 - std::pow(b1, t)));
  }
}

}  // namespace npd::train
