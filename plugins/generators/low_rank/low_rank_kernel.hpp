#pragma once

#include <npd/panel.hpp>

#include <utility>

namespace {

/// The step of low_rank on panels; the tape holds a = tanh(g + b) and k = n' a.
class LowRankKernel final : public npd::GeneratorKernel {
 public:
  LowRankKernel(double alpha, npd::Tensor m, npd::Tensor n, npd::Tensor b, npd::Tensor wi)
      : alpha_(static_cast<float>(alpha)),
        m_tensor_(std::move(m)),
        n_tensor_(std::move(n)),
        b_tensor_(std::move(b)),
        wi_tensor_(std::move(wi)),
        units_(m_tensor_.size(0)),
        rank_(m_tensor_.size(1)) {}

  npd::KernelMemory memory() const override {
    return {.tape = units_ + rank_, .scratch = 2 * units_ + rank_};
  }

  void prepare() override {
    m_ = npd::weight_matrix(m_tensor_);
    n_ = npd::weight_matrix(n_tensor_);
    b_ = npd::weight_vector(b_tensor_);
    wi_ = npd::weight_matrix(wi_tensor_);
  }

  void forward(npd::ConstPanel input, npd::ConstPanel state, npd::Panel next_state, float* tape,
               float* scratch) const override {
    const npd::Panel a{tape, units_, state.trials}, k{a.row(units_), rank_, state.trials};
    const npd::Panel drive{scratch, units_, state.trials};
    npd::set_rows(a, b_);
    npd::add(a, state);
    npd::apply_tanh(a);
    npd::set_transposed_product(k, n_, a);
    npd::set_product(drive, m_, k);
    npd::add_transposed_product(drive, wi_, input);
    npd::set_scaled(next_state, 1.0F - alpha_, state);
    npd::add_scaled(next_state, alpha_, drive);
  }

  void backward(npd::ConstPanel input, npd::ConstPanel state, npd::ConstPanel /*next_state*/,
                const float* tape, npd::ConstPanel grad_next_state, npd::Panel grad_input,
                npd::Panel grad_state, const npd::WeightGradients& gradients,
                float* scratch) const override {
    const npd::ConstPanel a{tape, units_, state.trials}, k{a.row(units_), rank_, state.trials};
    const npd::Panel grad_drive{scratch, units_, state.trials};
    const npd::Panel grad_sum{grad_drive.row(units_), units_, state.trials};
    const npd::Panel grad_k{grad_sum.row(units_), rank_, state.trials};
    npd::set_scaled(grad_drive, alpha_, grad_next_state);
    npd::set_product(grad_input, wi_, grad_drive);
    npd::set_transposed_product(grad_k, m_, grad_drive);
    npd::set_product(grad_sum, n_, grad_k);
    npd::multiply_tanh_slope(grad_sum, a);
    npd::set_scaled(grad_state, 1.0F - alpha_, grad_next_state);
    npd::add(grad_state, grad_sum);
    if (gradients.empty()) return;
    npd::add_outer_product({gradients[0], units_, rank_}, grad_drive, k);
    npd::add_outer_product({gradients[1], units_, rank_}, a, grad_k);
    npd::add_row_sums(gradients[2], grad_sum);
    npd::add_outer_product({gradients[3], wi_.rows, units_}, input, grad_drive);
  }

 private:
  float alpha_;
  npd::Tensor m_tensor_, n_tensor_, b_tensor_, wi_tensor_;
  std::int64_t units_, rank_;
  npd::ConstMatrix m_, n_, wi_;
  const float* b_ = nullptr;
};

}  // namespace
