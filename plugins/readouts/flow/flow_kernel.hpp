#pragma once

#include <npd/gelu_network.hpp>
#include <npd/panel.hpp>

#include <algorithm>
#include <memory>

namespace {

/// The flow on panels. The tape of a step is where it starts, then the tape of the network.
class FlowKernel final : public npd::ReadoutKernel {
 public:
  FlowKernel(std::shared_ptr<const npd::GeluNetwork> network, std::int64_t steps, double step_size)
      : network_(network),
        outputs_(network->layers().back().weight.size(0)),
        steps_(steps),
        step_size_(static_cast<float>(step_size)) {}

  npd::KernelMemory memory() const override {
    return {.tape = steps_ * step_tape(), .scratch = 3 * outputs_ + network_.memory().scratch};
  }

  void prepare() override { network_.prepare(); }

  void forward(npd::ConstPanel factors, npd::Panel outputs, float* tape,
               float* scratch) const override {
    const npd::Panel velocity{scratch, outputs_, factors.trials};
    npd::copy(outputs.block(0, factors.features), factors);
    const npd::Panel padding = outputs.block(factors.features, outputs_ - factors.features);
    std::fill_n(padding.data, padding.size(), 0.0F);
    for (std::int64_t i = 0; i < steps_; ++i) {
      float* step = tape + i * step_tape() * factors.trials;
      const npd::Panel start{step, outputs_, factors.trials};
      npd::copy(start, outputs);
      network_.forward(start, velocity, start.row(outputs_));
      npd::add_scaled(outputs, step_size_, velocity);
    }
  }

  void backward(npd::ConstPanel factors, const float* tape, npd::ConstPanel grad_outputs,
                npd::Panel grad_factors, const npd::WeightGradients& gradients,
                float* scratch) const override {
    const npd::Panel all{scratch, 3 * outputs_, factors.trials};
    const npd::Panel grad_y = all.block(0, outputs_);
    const npd::Panel grad_velocity = all.block(outputs_, outputs_);
    const npd::Panel grad_start = all.block(2 * outputs_, outputs_);
    npd::copy(grad_y, grad_outputs);
    for (std::int64_t i = steps_ - 1; i >= 0; --i) {
      const npd::ConstPanel start{tape + i * step_tape() * factors.trials, outputs_,
                                  factors.trials};
      npd::set_scaled(grad_velocity, step_size_, grad_y);
      network_.backward(start, start.row(outputs_), grad_velocity, grad_start, gradients.data(),
                        all.row(3 * outputs_));
      npd::add(grad_y, grad_start);
    }
    npd::copy(grad_factors, grad_y.block(0, factors.features));
  }

 private:
  std::int64_t step_tape() const { return outputs_ + network_.memory().tape; }

  npd::GeluNetworkKernel network_;
  std::int64_t outputs_, steps_;
  float step_size_;
};

}  // namespace
