#include <npd/gelu_network.hpp>
#include <npd/ops.hpp>

#include <cmath>
#include <utility>

namespace npd {

GeluNetwork::GeluNetwork(std::int64_t input_dim, std::int64_t hidden_dim, std::int64_t output_dim)
    : layers_{layer("0", input_dim, hidden_dim), layer("2", hidden_dim, hidden_dim),
              layer("4", hidden_dim, output_dim)} {}

GeluNetwork::Layer GeluNetwork::layer(const std::string& name, std::int64_t input_dim,
                                      std::int64_t output_dim) {
  const Init start = uniform(1 / std::sqrt(static_cast<double>(input_dim)));
  return {parameter(name + ".weight", {output_dim, input_dim}, start),
          parameter(name + ".bias", {output_dim}, start)};
}

Tensor GeluNetwork::apply(const Tensor& x) const {
  const auto linear = [](const Layer& layer, const Tensor& in) {
    return at::matmul(in, layer.weight.t()) + layer.bias;
  };
  const Tensor first = at::gelu(linear(layers_[0], x));
  const Tensor second = at::gelu(linear(layers_[1], first));
  return linear(layers_[2], second);
}

namespace {

// The tape: the values and the slopes of both hidden layers.
struct HiddenLayers {
  ConstPanel values_1, slopes_1, values_2, slopes_2;

  HiddenLayers(const float* tape, std::int64_t hidden, std::int64_t trials) {
    const ConstPanel all{tape, 4 * hidden, trials};
    values_1 = all.block(0, hidden);
    slopes_1 = all.block(hidden, hidden);
    values_2 = all.block(2 * hidden, hidden);
    slopes_2 = all.block(3 * hidden, hidden);
  }
};

// The gradients of weight and bias go to gradients[0] and gradients[1].
void add_linear_gradients(float* const* gradients, ConstMatrix weight, ConstPanel grad_y,
                          ConstPanel x) {
  if (gradients == nullptr) return;
  add_outer_product({gradients[0], weight.rows, weight.columns}, grad_y, x);
  add_row_sums(gradients[1], grad_y);
}

}  // namespace

GeluNetworkKernel::GeluNetworkKernel(std::shared_ptr<const GeluNetwork> network)
    : network_(std::move(network)), hidden_(network_->hidden_dim()) {}

KernelMemory GeluNetworkKernel::memory() const {
  return {.tape = 4 * hidden_, .scratch = 2 * hidden_};
}

void GeluNetworkKernel::prepare() {
  for (std::size_t i = 0; i < layers_.size(); ++i) {
    const auto& [weight, bias] = network_->layers()[i];
    layers_[i] = {weight_matrix(weight), weight_vector(bias)};
  }
}

void GeluNetworkKernel::forward(ConstPanel x, Panel y, float* tape) const {
  const Panel hidden{tape, 4 * hidden_, x.trials};
  const Panel first = hidden.block(0, hidden_), second = hidden.block(2 * hidden_, hidden_);
  set_affine(first, layers_[0].weight, x, layers_[0].bias);
  apply_gelu(first, hidden.block(hidden_, hidden_));
  set_affine(second, layers_[1].weight, first, layers_[1].bias);
  apply_gelu(second, hidden.block(3 * hidden_, hidden_));
  set_affine(y, layers_[2].weight, second, layers_[2].bias);
}

void GeluNetworkKernel::backward(ConstPanel x, const float* tape, ConstPanel grad_y, Panel grad_x,
                                 float* const* gradients, float* scratch) const {
  const HiddenLayers hidden(tape, hidden_, x.trials);
  const Panel grad_hidden{scratch, 2 * hidden_, x.trials};
  const Panel grad_1 = grad_hidden.block(0, hidden_), grad_2 = grad_hidden.block(hidden_, hidden_);
  const auto of_layer = [&](int i) { return gradients == nullptr ? nullptr : gradients + 2 * i; };

  add_linear_gradients(of_layer(2), layers_[2].weight, grad_y, hidden.values_2);
  set_transposed_product(grad_2, layers_[2].weight, grad_y);
  multiply_elementwise(grad_2, hidden.slopes_2);
  add_linear_gradients(of_layer(1), layers_[1].weight, grad_2, hidden.values_1);
  set_transposed_product(grad_1, layers_[1].weight, grad_2);
  multiply_elementwise(grad_1, hidden.slopes_1);
  add_linear_gradients(of_layer(0), layers_[0].weight, grad_1, x);
  set_transposed_product(grad_x, layers_[0].weight, grad_1);
}

}  // namespace npd
