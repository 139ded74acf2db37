#pragma once

#include <npd/module.hpp>
#include <npd/panel.hpp>

#include <array>
#include <cstdint>
#include <memory>

/// \file gelu_network.hpp
/// The small network inside the generator `mlp_rnn` and the readout `flow`.
namespace npd {

/// A perceptron with two hidden layers of Gaussian error linear units [Hendrycks2016]:
///
///     y = W4 gelu(W2 gelu(W0 x + b0) + b2) + b4
///
/// Weights are called "0.weight", "0.bias", "2.weight" and so on: the activations are layers 1 and
/// 3. Start: weights and biases uniform in +-1 / sqrt(columns).
class GeluNetwork final : public Module {
 public:
  GeluNetwork(std::int64_t input_dim, std::int64_t hidden_dim, std::int64_t output_dim);

  /// \param x  (..., input)
  /// \return (..., output)
  Tensor apply(const Tensor& x) const;

  struct Layer {
    Tensor weight;  ///< (output, input)
    Tensor bias;    ///< (output)
  };
  const std::array<Layer, 3>& layers() const { return layers_; }
  std::int64_t hidden_dim() const { return layers_[1].weight.size(0); }

 private:
  Layer layer(const std::string& name, std::int64_t input_dim, std::int64_t output_dim);

  std::array<Layer, 3> layers_;
};

/// GeluNetwork::apply on panels, as a part of the kernels of its owners.
class GeluNetworkKernel {
 public:
  explicit GeluNetworkKernel(std::shared_ptr<const GeluNetwork> network);

  /// What one `forward` keeps for `backward`, and what `backward` uses.
  KernelMemory memory() const;
  void prepare();

  /// \param x  [input][trial]
  /// \param y  [output][trial], written
  void forward(ConstPanel x, Panel y, float* tape) const;

  /// \param grad_x     dLoss/d x, written
  /// \param gradients  the six weights of the network, in order, added to; null: not trained
  void backward(ConstPanel x, const float* tape, ConstPanel grad_y, Panel grad_x,
                float* const* gradients, float* scratch) const;

 private:
  struct Layer {
    ConstMatrix weight;
    const float* bias = nullptr;
  };

  std::shared_ptr<const GeluNetwork> network_;
  std::int64_t hidden_;
  std::array<Layer, 3> layers_;
};

}  // namespace npd
