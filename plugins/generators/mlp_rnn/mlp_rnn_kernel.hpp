#pragma once

#include <npd/gelu_network.hpp>
#include <npd/panel.hpp>

#include <memory>
#include <utility>

namespace {

/// g' = g + scale (net(g) + V u + c). The module's own weights V and c come before the network's.
class LinearInputsKernel final : public npd::GeneratorKernel {
 public:
  LinearInputsKernel(std::shared_ptr<const npd::GeluNetwork> network, double scale,
                     npd::Tensor input_weight, npd::Tensor input_bias)
      : network_(std::move(network)),
        scale_(static_cast<float>(scale)),
        weight_tensor_(std::move(input_weight)),
        bias_tensor_(std::move(input_bias)) {}

  npd::KernelMemory memory() const override {
    const auto [tape, scratch] = network_.memory();
    return {.tape = tape, .scratch = weight_tensor_.size(0) + scratch};
  }

  void prepare() override {
    network_.prepare();
    weight_ = npd::weight_matrix(weight_tensor_);
    bias_ = npd::weight_vector(bias_tensor_);
  }

  void forward(npd::ConstPanel input, npd::ConstPanel state, npd::Panel next_state, float* tape,
               float* scratch) const override {
    const npd::Panel velocity{scratch, state.features, state.trials};
    network_.forward(state, velocity, tape);
    npd::add_product(velocity, weight_, input);
    npd::add_rows(velocity, bias_);
    npd::copy(next_state, state);
    npd::add_scaled(next_state, scale_, velocity);
  }

  void backward(npd::ConstPanel input, npd::ConstPanel state, npd::ConstPanel /*next_state*/,
                const float* tape, npd::ConstPanel grad_next_state, npd::Panel grad_input,
                npd::Panel grad_state, const npd::WeightGradients& gradients,
                float* scratch) const override {
    const npd::Panel grad_velocity{scratch, state.features, state.trials};
    const bool trained = !gradients.empty();
    npd::set_scaled(grad_velocity, scale_, grad_next_state);
    network_.backward(state, tape, grad_velocity, grad_state,
                      trained ? gradients.data() + 2 : nullptr, grad_velocity.row(state.features));
    npd::add(grad_state, grad_next_state);
    npd::set_transposed_product(grad_input, weight_, grad_velocity);
    if (!trained) return;
    npd::add_outer_product({gradients[0], weight_.rows, weight_.columns}, grad_velocity, input);
    npd::add_row_sums(gradients[1], grad_velocity);
  }

 private:
  npd::GeluNetworkKernel network_;
  float scale_;
  npd::Tensor weight_tensor_, bias_tensor_;
  npd::ConstMatrix weight_;
  const float* bias_ = nullptr;
};

/// g' = g + scale net([g, u]). The tape is that of the network, then [g, u].
class ConcatenatedKernel final : public npd::GeneratorKernel {
 public:
  ConcatenatedKernel(std::shared_ptr<const npd::GeluNetwork> network, double scale)
      : network_(network),
        scale_(static_cast<float>(scale)),
        seen_(network->layers().front().weight.size(1)),
        state_(network->layers().back().weight.size(0)) {}

  npd::KernelMemory memory() const override {
    const auto [tape, scratch] = network_.memory();
    return {.tape = tape + seen_, .scratch = state_ + seen_ + scratch};
  }

  void prepare() override { network_.prepare(); }

  void forward(npd::ConstPanel input, npd::ConstPanel state, npd::Panel next_state, float* tape,
               float* scratch) const override {
    const npd::Panel seen{tape + network_.memory().tape * state.trials, seen_, state.trials};
    npd::copy(seen.block(0, state_), state);
    npd::copy(seen.block(state_, input.features), input);
    const npd::Panel velocity{scratch, state_, state.trials};
    network_.forward(seen, velocity, tape);
    npd::copy(next_state, state);
    npd::add_scaled(next_state, scale_, velocity);
  }

  void backward(npd::ConstPanel input, npd::ConstPanel state, npd::ConstPanel /*next_state*/,
                const float* tape, npd::ConstPanel grad_next_state, npd::Panel grad_input,
                npd::Panel grad_state, const npd::WeightGradients& gradients,
                float* scratch) const override {
    const npd::ConstPanel seen{tape + network_.memory().tape * state.trials, seen_, state.trials};
    const npd::Panel grad_velocity{scratch, state_, state.trials};
    const npd::Panel grad_seen{grad_velocity.row(state_), seen_, state.trials};
    npd::set_scaled(grad_velocity, scale_, grad_next_state);
    network_.backward(seen, tape, grad_velocity, grad_seen,
                      gradients.empty() ? nullptr : gradients.data(), grad_seen.row(seen_));
    npd::copy(grad_state, grad_next_state);
    npd::add(grad_state, grad_seen.block(0, state_));
    npd::copy(grad_input, grad_seen.block(state_, input.features));
  }

 private:
  npd::GeluNetworkKernel network_;
  float scale_;
  std::int64_t seen_, state_;
};

}  // namespace
