#include <npd/module.hpp>
#include <npd/ops.hpp>

#include <utility>

namespace npd {

Init zeros() { return {}; }
Init values(const Tensor& values) { return {Init::Kind::values, 0, values}; }
Init normal(double standard_deviation) { return {Init::Kind::normal, standard_deviation, {}}; }
Init uniform(double half_width) { return {Init::Kind::uniform, half_width, {}}; }

std::vector<Weight> Module::weights() const {
  std::vector<Weight> out;
  visit("", out);
  return out;
}

void Module::visit(const std::string& prefix, std::vector<Weight>& out) const {
  for (const auto& weight : own_) {
    out.push_back(weight);
    out.back().name = prefix + weight.name;
    out.back().trained = weight.value.requires_grad();
  }
  for (const auto& child : children_) {
    child.module->visit(child.name.empty() ? prefix : prefix + child.name + ".", out);
  }
}

void Module::freeze() {
  for (auto& weight : own_) weight.value.set_requires_grad(false);
  for (auto& child : children_) child.module->freeze();
}

void Module::to(at::ScalarType type) {
  for (auto& weight : own_) {
    const bool trained = weight.value.requires_grad();
    weight.value.set_data(weight.value.detach().to(type));
    weight.value.set_requires_grad(trained);
  }
  for (auto& child : children_) child.module->to(type);
}

Tensor Module::parameter(const std::string& name, at::IntArrayRef shape, Init init) {
  return declare(name, shape, init, true);
}

Tensor Module::constant_weight(const std::string& name, at::IntArrayRef shape, Init init) {
  return declare(name, shape, init, false);
}

Tensor Module::declare(const std::string& name, at::IntArrayRef shape, Init init, bool trained) {
  Tensor value = at::zeros(shape, at::kFloat);
  value.set_requires_grad(trained);
  own_.push_back({name, value, init, trained});
  return value;
}

}  // namespace npd
