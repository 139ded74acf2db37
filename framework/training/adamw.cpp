#include "training/adamw.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>
#include <npd/vector_math.hpp>

#include <c10/core/GradMode.h>
#include <fmt/format.h>

#include <algorithm>
#include <cassert>
#include <cmath>
#include <string>

namespace npd::training {
namespace {

std::vector<Weight> only_trained(std::vector<Weight> weights) {
  std::erase_if(weights, [](const Weight& weight) { return !weight.trained; });
  return weights;
}

/// The factors of a step, see AdamW.
template <class T>
struct Factors {
  T decay, b1, b1_rest, b2, b2_rest, unbiased_root, epsilon, rate;
};

/// What a step works on: `size` numbers each.
template <class T>
struct Arrays {
  T *value, *mean, *square;
  const T* gradient;
  std::int64_t size;
};

template <class T>
[[gnu::always_inline]] inline void update_all(const Arrays<T>& arrays, const Factors<T>& f) {
  const auto [value, mean, square, gradient, size] = arrays;
#pragma omp simd
  for (std::int64_t i = 0; i < size; ++i) {
    const T g = gradient[i];
    mean[i] = f.b1 * mean[i] + f.b1_rest * g;
    square[i] = f.b2 * square[i] + f.b2_rest * g * g;
    value[i] = f.decay * value[i] -
               f.rate * mean[i] / (std::sqrt(square[i]) * f.unbiased_root + f.epsilon);
  }
}

// One pass over memory: a dozen tensor operations are a hundredth of a training step.
NPD_MULTIVERSION void update(const Arrays<float>& arrays, Factors<float> factors) {
  update_all(arrays, factors);
}
NPD_MULTIVERSION void update(const Arrays<double>& arrays, Factors<double> factors) {
  update_all(arrays, factors);
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
  for (std::size_t i = 0; i < weights_.size(); ++i) {
    if (!weights_[i].value.grad().defined()) continue;
    if (weights_[i].value.scalar_type() == at::kDouble) {
      step<double>(weights_[i].value, moments_[i], learning_rate);
    } else {
      step<float>(weights_[i].value, moments_[i], learning_rate);
    }
  }
}

template <class T>
void AdamW::step(const Tensor& value, Moments& moments, double learning_rate) const {
  const c10::AutoGradMode no_gradient(false);
  auto& [mean, square, steps] = moments;
  if (!mean.defined()) {
    mean = at::zeros_like(value);
    square = at::zeros_like(value);
  }
  const auto t = static_cast<double>(++steps);
  const double b1 = config_.adam_beta1, b2 = config_.adam_beta2;
  const Factors<T> factors{.decay = static_cast<T>(1 - learning_rate * config_.weight_decay),
                           .b1 = static_cast<T>(b1),
                           .b1_rest = static_cast<T>(1 - b1),
                           .b2 = static_cast<T>(b2),
                           .b2_rest = static_cast<T>(1 - b2),
                           .unbiased_root = static_cast<T>(1 / std::sqrt(1 - std::pow(b2, t))),
                           .epsilon = static_cast<T>(config_.adam_epsilon),
                           .rate = static_cast<T>(learning_rate / (1 - std::pow(b1, t)))};
  const Tensor gradient = value.grad().contiguous();
  assert(value.is_contiguous() && mean.is_contiguous() && square.is_contiguous());
  update(Arrays<T>{value.data_ptr<T>(), mean.data_ptr<T>(), square.data_ptr<T>(),
                   gradient.data_ptr<T>(), value.numel()},
         factors);
}

}  // namespace npd::training
