#include <npd/random.hpp>
#include <npd/testing/gradcheck.hpp>

#include <c10/core/GradMode.h>
#include <fmt/format.h>
#include <torch/csrc/autograd/autograd.h>

#include <algorithm>
#include <cmath>
#include <limits>

namespace npd::testing {
namespace {

double largest(const Tensor& tensor) {
  return tensor.numel() == 0 ? 0.0 : tensor.detach().abs().max().item<double>();
}

double at_flat(const Tensor& tensor, std::int64_t index) {
  return tensor.reshape(-1)[index].item<double>();
}

// The index of an element by its place in row-major order.
std::string index_text(at::IntArrayRef shape, std::int64_t flat) {
  std::vector<std::int64_t> index(shape.size());
  for (std::size_t axis = shape.size(); axis-- > 0; flat /= shape[axis])
    index[axis] = flat % shape[axis];
  return shape_text(index);
}

double weighted_sum(const Tensor& result, const Tensor& weights) {
  return (result.detach() * weights).sum().item<double>();
}

Tensor central_differences(const std::function<Tensor()>& function, const Tensor& variable,
                           const Tensor& weights) {
  constexpr double step = 1e-5;
  Tensor gradient = at::zeros_like(variable);
  double* x = variable.data_ptr<double>();
  for (std::int64_t i = 0; i < variable.numel(); ++i) {
    const double before = x[i];
    x[i] = before + step;
    const double above = weighted_sum(function(), weights);
    x[i] = before - step;
    const double below = weighted_sum(function(), weights);
    x[i] = before;
    gradient.data_ptr<double>()[i] = (above - below) / (2 * step);
  }
  return gradient;
}

Tensor leaf(at::IntArrayRef shape, std::uint64_t seed) {
  return random_tensor(shape, seed).to(at::kDouble).requires_grad_(true);
}

std::vector<Deviation> module_deviations(Module& module, const std::function<Tensor()>& function,
                                         std::vector<Variable> variables) {
  draw_weights(module, 1);
  module.to(at::kDouble);
  for (const auto& weight : module.weights())
    if (weight.trained) variables.push_back({weight.name, weight.value});
  const auto result = gradient_deviations(function, variables);
  module.to(at::kFloat);
  return result;
}

}  // namespace

Deviation deviation(const std::string& what, const Tensor& a, const Tensor& b) {
  constexpr double infinite = std::numeric_limits<double>::infinity();
  if (a.sizes() != b.sizes()) {
    return {what, infinite,
            fmt::format("shape {}, expected {}", shape_text(a.sizes()), shape_text(b.sizes()))};
  }
  if (a.numel() == 0) return {what, 0, {}};
  const Tensor found = a.detach().to(at::kDouble), expected = b.detach().to(at::kDouble);
  const Tensor difference = (found - expected).abs();
  const std::int64_t worst = difference.argmax().item<std::int64_t>();  // NaN counts as largest
  const double size = largest(expected), gap = at_flat(difference, worst);
  const double relative = size > 0 ? gap / size : gap;
  return {what, std::isnan(relative) ? infinite : relative,
          fmt::format("{:.6g} at {}, expected {:.6g}", at_flat(found, worst),
                      index_text(a.sizes(), worst), at_flat(expected, worst))};
}

void draw_weights(Module& module, std::uint64_t seed) {
  const c10::AutoGradMode no_gradients(false);
  for (auto& weight : module.weights()) {
    RandomStream stream(seed, "init/" + weight.name);
    const auto draw = [&] {
      return weight.init.kind == Init::Kind::normal ? stream.normal() : 2 * stream.uniform() - 1;
    };
    Tensor start = at::zeros(weight.value.sizes(), at::kDouble);
    for (std::int64_t i = 0; i < start.numel(); ++i)
      start.data_ptr<double>()[i] = weight.init.scale * draw() + 0.1 * stream.normal();
    if (weight.init.values.defined()) start += weight.init.values;
    weight.value.copy_(start);
  }
}

Tensor random_tensor(at::IntArrayRef shape, std::uint64_t seed) {
  RandomStream stream(seed, "random_tensor");
  Tensor tensor = at::empty(shape, at::kFloat);
  std::generate_n(tensor.data_ptr<float>(), tensor.numel(),
                  [&] { return static_cast<float>(stream.normal()); });
  return tensor;
}

std::vector<Deviation> gradient_deviations(const std::function<Tensor()>& function,
                                           const std::vector<Variable>& variables) {
  const Tensor result = function();
  const Tensor weights = random_tensor(result.sizes(), 2).to(at::kDouble);
  std::vector<Tensor> values;
  for (const auto& variable : variables) values.push_back(variable.value);
  const auto gradients =
      torch::autograd::grad({result}, values, {weights}, false, false, /*allow_unused=*/true);

  std::vector<Deviation> deviations;
  for (std::size_t i = 0; i < values.size(); ++i) {
    const Tensor found = gradients[i].defined() ? gradients[i] : at::zeros_like(values[i]);
    deviations.push_back(deviation("gradient of " + variables[i].name, found,
                                   central_differences(function, values[i], weights)));
  }
  return deviations;
}

std::vector<Deviation> gradient_deviations(Generator& generator, const GeneratorShape& shape) {
  const Tensor input = leaf({3, shape.input_dim}, 3), state = leaf({3, shape.state_dim}, 4);
  return module_deviations(generator, [&] { return generator.step(input, state); },
                           {{"input", input}, {"state", state}});
}

std::vector<Deviation> gradient_deviations(Readout& readout, const ReadoutShape& shape) {
  const Tensor factors = leaf({2, 3, shape.factor_dim}, 3);
  return module_deviations(readout, [&] { return readout.output_parameters(factors); },
                           {{"factors", factors}});
}

}  // namespace npd::testing
