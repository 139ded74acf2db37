/// \file linear.cpp
/// outputs = W f + b, of counts log rates [Pandarinath2018].
#include <npd/panel.hpp>
#include <npd/readout.hpp>

#include <cmath>
#include <memory>
#include <utility>

namespace {

class LinearKernel final : public npd::ReadoutKernel {
 public:
  LinearKernel(npd::Tensor weight, npd::Tensor bias)
      : weight_(std::move(weight)), bias_(std::move(bias)) {}

  npd::KernelMemory memory() const override { return {}; }

  void prepare() override {
    w_ = npd::weight_matrix(weight_);
    b_ = npd::weight_vector(bias_);
  }

  void forward(npd::ConstPanel factors, npd::Panel outputs, float*, float*) const override {
    npd::set_affine(outputs, w_, factors, b_);
  }

  void backward(npd::ConstPanel factors, const float*, npd::ConstPanel grad_outputs,
                npd::Panel grad_factors, const npd::WeightGradients& gradients,
                float*) const override {
    npd::set_transposed_product(grad_factors, w_, grad_outputs);
    npd::add_outer_product({gradients[0], w_.rows, w_.columns}, grad_outputs, factors);
    npd::add_row_sums(gradients[1], grad_outputs);
  }

 private:
  npd::Tensor weight_, bias_;
  npd::ConstMatrix w_;
  const float* b_ = nullptr;
};

class Linear final : public npd::Readout {
 public:
  struct Config {
    void visit(npd::Params&) {}
  };

  Linear(const Config&, npd::ReadoutShape shape)
      : weight_(parameter("weight", {shape.output_dim, shape.factor_dim},
                          npd::normal(1 / std::sqrt(static_cast<double>(shape.factor_dim))))),
        bias_(parameter("bias", {shape.output_dim}, npd::zeros())) {}

  npd::Tensor output_parameters(const npd::Tensor& factors) override {
    return at::matmul(factors, weight_.t()) + bias_;
  }

  bool start_at(const npd::Tensor& parameters) override {
    bias_.copy_(parameters);
    return true;
  }

  std::shared_ptr<npd::ReadoutKernel> kernel() override {
    return std::make_shared<LinearKernel>(weight_, bias_);
  }

 private:
  npd::Tensor weight_, bias_;
};

}  // namespace

NPD_READOUT(Linear, "linear", "0.1.0", "Log rates linear in the factors")
