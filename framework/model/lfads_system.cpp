#include "model/lfads_system.hpp"

#include "sequence/output_distribution.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <utility>

namespace npd::model {

LfadsSystem::LfadsSystem(Parts parts) : parts_(std::move(parts)) {}

Tensor LfadsSystem::step(const Tensor& input, const Tensor& state) {
  return parts_.generator->step(input, state);
}

Jacobian LfadsSystem::jacobian(const Tensor& input, const Tensor& state) {
  return parts_.generator->jacobian(input, state);
}

std::optional<Box> LfadsSystem::domain(const Tensor& input) {
  return parts_.generator->domain(input);
}

Tensor LfadsSystem::starts(const Tensor& input, std::int64_t count, RandomStream& random) {
  return parts_.generator->starts(input, count, random);
}

Tensor LfadsSystem::outputs(const Tensor& state) {
  return sequence::output_means(parts_.output, parts_.readout->output_parameters(latents(state)));
}

Tensor LfadsSystem::latents(const Tensor& state) {
  return parts_.factor_weight.defined() ? at::matmul(state, parts_.factor_weight.t()) : state;
}

std::vector<Dimension> LfadsSystem::input_dimensions() const {
  std::vector<Dimension> dimensions;
  for (std::int64_t i = 0; i < parts_.controller_dim; ++i) {
    dimensions.push_back({fmt::format("controller {}", i), ""});
  }
  for (std::int64_t i = 0; i < parts_.external_dim; ++i) {
    dimensions.push_back({fmt::format("external {}", i), ""});
  }
  return dimensions;
}

void copy_as_float64(const Module& from, Module& to) {
  to.freeze();
  to.to(at::kDouble);
  const auto source = from.weights(), target = to.weights();
  if (source.size() != target.size()) {
    throw PluginError(fmt::format("a component that is made anew has {} weights instead of {}",
                                  target.size(), source.size()));
  }
  for (std::size_t i = 0; i < source.size(); ++i) {
    if (source[i].name != target[i].name || source[i].value.sizes() != target[i].value.sizes()) {
      throw PluginError(
          fmt::format("a component that is made anew has the weight {} {} instead of {} {}",
                      target[i].name, shape_text(target[i].value.sizes()), source[i].name,
                      shape_text(source[i].value.sizes())));
    }
    // Handles that the module keeps see the new numbers.
    Tensor handle = target[i].value;
    handle.copy_(source[i].value.detach());
  }
}

}  // namespace npd::model
