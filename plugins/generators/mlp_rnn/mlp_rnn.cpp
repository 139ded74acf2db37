/// \file mlp_rnn.cpp
/// The Euler step of a neural differential equation [Chen2018; Versteeg2023]. Inputs are added, in
/// g' = g + scale (net(g) + V u + c), or seen by the network, in g' = g + scale net([g, u]).
#include "gelu_network_jacobian.hpp"
#include "mlp_rnn_kernel.hpp"

#include <npd/gelu_network.hpp>
#include <npd/generator.hpp>

#include <c10/core/GradMode.h>

#include <cmath>
#include <memory>
#include <string>
#include <vector>

namespace {

class MlpRnn final : public npd::Generator {
 public:
  struct Config {
    std::int64_t hidden_dim = 128;
    double scale = 0.1;
    std::string inputs = "linear";

    void visit(npd::Params& p) {
      p("hidden_dim", hidden_dim, "Units in each of the two hidden layers", npd::at_least(1.0),
        npd::changes_shapes);
      p("scale", scale, "Size of a step", npd::above(0.0));
      p("inputs", inputs, "Whether inputs are added linearly or concatenated to the state",
        npd::one_of({"linear", "concatenated"}), npd::changes_shapes);
    }
  };

  MlpRnn(const Config& config, npd::GeneratorShape shape)
      : scale_(config.scale), linear_inputs_(config.inputs == "linear") {
    const std::int64_t seen = shape.state_dim + (linear_inputs_ ? 0 : shape.input_dim);
    network_ = child("network",
                     std::make_shared<npd::GeluNetwork>(seen, config.hidden_dim, shape.state_dim));
    if (linear_inputs_) declare_input_projection(shape);
  }

  npd::Tensor step(const npd::Tensor& input, const npd::Tensor& state) override {
    if (!linear_inputs_) return state + scale_ * network_->apply(at::cat({state, input}, 1));
    const npd::Tensor drive = at::matmul(input, input_weight_.t()) + input_bias_;
    return state + scale_ * (network_->apply(state) + drive);
  }

  /// I + s E and s V, or I + s E and s E for the columns of state and input, E being the network's.
  npd::Jacobian jacobian(const npd::Tensor& input, const npd::Tensor& state) override {
    const c10::AutoGradMode no_gradient(false);
    const auto points = state.size(0), n = state.size(1), inputs = input.size(1);
    const npd::Tensor identity = at::eye(n, state.options());
    const npd::Tensor seen = linear_inputs_ ? state : at::cat({state, input}, 1);
    const npd::Tensor slopes = scale_ * gelu_network_jacobian(*network_, seen);
    if (linear_inputs_) {
      return {identity + slopes, (scale_ * input_weight_).expand({points, n, inputs}).contiguous()};
    }
    return {identity + slopes.narrow(2, 0, n), slopes.narrow(2, n, inputs).contiguous()};
  }

  std::vector<npd::Tensor> recurrent_weights() const override {
    std::vector<npd::Tensor> weights;
    for (const auto& layer : network_->layers()) weights.push_back(layer.weight);
    if (linear_inputs_) weights.push_back(input_weight_);
    return weights;
  }

  std::shared_ptr<npd::GeneratorKernel> kernel() override {
    if (!linear_inputs_) return std::make_shared<ConcatenatedKernel>(network_, scale_);
    return std::make_shared<LinearInputsKernel>(network_, scale_, input_weight_, input_bias_);
  }

 private:
  void declare_input_projection(npd::GeneratorShape shape) {
    const npd::Init start = shape.input_dim > 0
                                ? npd::uniform(1 / std::sqrt(static_cast<double>(shape.input_dim)))
                                : npd::zeros();
    input_weight_ = parameter("input_proj.weight", {shape.state_dim, shape.input_dim}, start);
    input_bias_ = parameter("input_proj.bias", {shape.state_dim}, start);
  }

  double scale_;
  bool linear_inputs_;
  std::shared_ptr<npd::GeluNetwork> network_;
  npd::Tensor input_weight_, input_bias_;  // V (state, input), c (state); with linear inputs only
};

}  // namespace

NPD_GENERATOR(MlpRnn, "mlp_rnn", "0.1.0", "Euler steps of a perceptron with two hidden layers")
