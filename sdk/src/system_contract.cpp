#include <npd/contract.hpp>
#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <set>
#include <string>

namespace npd::contract {
namespace {

void check_dimensions(const std::vector<Dimension>& dimensions, std::int64_t count,
                      const char* what) {
  if (std::ssize(dimensions) != count) {
    throw ShapeError(
        fmt::format("names of {}s: expected {}, found {}", what, count, dimensions.size()));
  }
  std::set<std::string> seen;
  for (const auto& dimension : dimensions) {
    if (dimension.name.empty()) throw PluginError(fmt::format("a {} has no name", what));
    if (!seen.insert(dimension.name).second) {
      throw PluginError(fmt::format("two {}s are called \"{}\"", what, dimension.name));
    }
  }
}

void check_if_defined(const Tensor& tensor, at::IntArrayRef sizes, const std::string& name) {
  if (tensor.defined()) check_result(tensor, sizes, at::kDouble, name);
}

void check_driven(const DrivenSystem& driven, TrialSizes sizes, const std::string& name) {
  if (driven.system == nullptr) {
    if (!driven.drive.defined() && !driven.starts.defined()) return;
    throw PluginError(name + ": there is a drive or a start, but no system");
  }
  check_system(*driven.system);
  const auto& system = *driven.system;
  if (system.bin_s() != sizes.bin_s) {
    throw PluginError(fmt::format("{}: its bins are {} s long, those of the trials {} s", name,
                                  system.bin_s(), sizes.bin_s));
  }
  check_if_defined(driven.drive, {sizes.trials, sizes.bins, system.input_dim()},
                   name + ".drive (trial, time, input)");
  check_if_defined(driven.starts, {sizes.trials, system.state_dim()},
                   name + ".starts (trial, state)");
}

}  // namespace

void check_system(const System& system) {
  if (system.state_dim() < 1 || system.input_dim() < 0) {
    throw PluginError(fmt::format("a system has {} states and {} inputs", system.state_dim(),
                                  system.input_dim()));
  }
  if (!above(0).allow(system.bin_s())) {
    throw PluginError(fmt::format("a system's bin_s must be above 0, found {}", system.bin_s()));
  }
  check_dimensions(system.state_dimensions(), system.state_dim(), "state");
  check_dimensions(system.input_dimensions(), system.input_dim(), "input");
}

TrialSizes sizes_of(const Trials& trials) {
  const Tensor& target = target_of(trials);
  return {target.size(0), target.size(1), trials.bin_s};
}

void check_true_system(const TrueSystem& truth, TrialSizes sizes) {
  check_driven(truth.recorded, sizes, "recorded");
  check_driven(truth.whole, sizes, "whole");
  check_driven(truth.replayed, sizes, "replayed");
}

void check_jacobian(const Jacobian& jacobian, const Tensor& input, const Tensor& state) {
  const auto points = state.size(0), n = state.size(1);
  check_result(jacobian.state, {points, n, n}, state.scalar_type(),
               "derivatives by the state (point, state, state)");
  check_result(jacobian.input, {points, n, input.size(1)}, state.scalar_type(),
               "derivatives by the input (point, state, input)");
}

void check_box(const Box& box, std::int64_t state_dim) {
  check_result(box.lowest, {state_dim}, at::kDouble, "lowest corner of the domain (state)");
  check_result(box.highest, {state_dim}, at::kDouble, "highest corner of the domain (state)");
  if ((box.lowest <= box.highest).all().item<bool>()) return;
  throw PluginError("the lowest corner of the domain lies above the highest");
}

}  // namespace npd::contract
