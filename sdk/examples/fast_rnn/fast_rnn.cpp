/// \file fast_rnn.cpp
/// A generator with a kernel: x' = tanh(W x + V u + b), forward and backward by hand on panels.
/// `step` stays the readable reference, and the tests compare the two.
#include <npd/generator.hpp>
#include <npd/panel.hpp>

#include <cmath>

namespace {

class Kernel final : public npd::GeneratorKernel {
 public:
  Kernel(npd::Tensor w, npd::Tensor v, npd::Tensor b) : w_tensor_(w), v_tensor_(v), b_tensor_(b) {}

  /// tanh's slope follows from its value, which is the next state: nothing needs to be kept.
  npd::KernelMemory memory() const override { return {.tape = 0, .scratch = w_tensor_.size(0)}; }

  void prepare() override {
    w_ = npd::weight_matrix(w_tensor_);
    v_ = npd::weight_matrix(v_tensor_);
    b_ = npd::weight_vector(b_tensor_);
  }

  void forward(npd::ConstPanel input, npd::ConstPanel state, npd::Panel next_state, float*,
               float*) const override {
    npd::set_affine(next_state, w_, state, b_);
    npd::add_product(next_state, v_, input);
    npd::apply_tanh(next_state);
  }

  void backward(npd::ConstPanel input, npd::ConstPanel state, npd::ConstPanel next_state,
                const float*, npd::ConstPanel grad_next_state, npd::Panel grad_input,
                npd::Panel grad_state, const npd::WeightGradients& gradients,
                float* scratch) const override {
    const npd::Panel grad_sum{scratch, w_.rows, state.trials};
    npd::copy(grad_sum, grad_next_state);
    npd::multiply_tanh_slope(grad_sum, next_state);
    npd::set_transposed_product(grad_state, w_, grad_sum);
    npd::set_transposed_product(grad_input, v_, grad_sum);
    if (gradients.empty()) return;  // inside `frozen`
    npd::add_outer_product({gradients[0], w_.rows, w_.columns}, grad_sum, state);
    npd::add_outer_product({gradients[1], v_.rows, v_.columns}, grad_sum, input);
    npd::add_row_sums(gradients[2], grad_sum);
  }

 private:
  npd::Tensor w_tensor_, v_tensor_, b_tensor_;
  npd::ConstMatrix w_, v_;
  const float* b_ = nullptr;
};

class FastRnn final : public npd::Generator {
 public:
  struct Config {
    void visit(npd::Params&) {}
  };

  FastRnn(const Config&, npd::GeneratorShape shape)
      : w_(parameter("w", {shape.state_dim, shape.state_dim},
                     npd::normal(1 / std::sqrt(static_cast<double>(shape.state_dim))))),
        v_(parameter("v", {shape.state_dim, shape.input_dim}, npd::normal(0.1))),
        b_(parameter("b", {shape.state_dim}, npd::zeros())) {}

  npd::Tensor step(const npd::Tensor& input, const npd::Tensor& state) override {
    return at::tanh(at::matmul(state, w_.t()) + at::matmul(input, v_.t()) + b_);
  }
  std::vector<npd::Tensor> recurrent_weights() const override { return {w_}; }
  std::shared_ptr<npd::GeneratorKernel> kernel() override {
    return std::make_shared<Kernel>(w_, v_, b_);
  }

 private:
  npd::Tensor w_, v_, b_;
};

}  // namespace

NPD_GENERATOR(FastRnn, "fast_rnn", "0.1.0", "Tanh recurrent network with a kernel")
