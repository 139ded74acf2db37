#include <npd/contract.hpp>
#include <npd/error.hpp>
#include <npd/names.hpp>

#include <c10/core/ScalarType.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <utility>

namespace npd::contract {
namespace {

std::string text(Kind kind, std::string_view id) {
  return fmt::format("{} \"{}\"", kind_name(kind), id);
}

bool has_kind(const Component& component) {
  return component.kind == Kind::dataset || component.kind == Kind::generator ||
         component.kind == Kind::readout || component.kind == Kind::metric;
}

bool has_only_factory_of_its_kind(const Component& c) {
  return (c.make_dataset != nullptr) == (c.kind == Kind::dataset) &&
         (c.make_generator != nullptr) == (c.kind == Kind::generator) &&
         (c.make_readout != nullptr) == (c.kind == Kind::readout) &&
         (c.make_metric != nullptr) == (c.kind == Kind::metric);
}

std::optional<std::string> fault_of(const Component& component) {
  if (!has_kind(component)) return "a component has no known kind";
  const char* kind = kind_name(component.kind);
  if (component.id == nullptr) return fmt::format("a {} has no id", kind);
  if (!is_id(component.id)) {
    return fmt::format(
        "a {} has the id \"{}\"; an id is lower-case letters, digits and underscores and starts "
        "with a letter",
        kind, component.id);
  }
  const std::string name = text(component.kind, component.id);
  if (component.version == nullptr) return name + " has no version";
  if (component.summary == nullptr) return name + " has no summary";
  if (component.visit == nullptr) return name + " does not list its parameters";
  if (!has_only_factory_of_its_kind(component)) {
    return fmt::format("{} must have a factory for a {} and no other", name, kind);
  }
  return std::nullopt;
}

/// Adds names one by one and throws at an empty or repeated one.
class Names {
 public:
  explicit Names(const char* what) : what_(what) {}

  void add(const std::string& name) {
    if (name.empty()) throw PluginError(fmt::format("a {} has no name", what_));
    if (!seen_.insert(name).second) {
      throw PluginError(fmt::format("two {}s are called \"{}\"", what_, name));
    }
  }

 private:
  const char* what_;
  std::set<std::string> seen_;
};

class ParameterCheck final : public Params {
 public:
  explicit ParameterCheck(Kind kind) : kind_(kind) {}

 private:
  void parameter(const ParameterInfo& info, ParameterRef value) override {
    names_.add(info.name);
    if (!is_id(info.name)) {
      throw PluginError(
          fmt::format("the parameter name \"{}\" must be lower-case letters, digits "
                      "and underscores and start with a letter",
                      info.name));
    }
    if (info.name == "plugin" || (info.name == "state_dim" && kind_ == Kind::generator)) {
      throw PluginError(fmt::format("the parameter name \"{}\" belongs to the host", info.name));
    }
    check_range(info);
    if (const auto reason = violation(info, value)) {
      throw PluginError(fmt::format("the default of the parameter \"{}\" {}", info.name, *reason));
    }
  }

  static void check_range(const ParameterInfo& info) {
    const auto [lowest, highest, lowest_open, highest_open] = info.bounds;
    if (lowest < highest || (lowest == highest && !lowest_open && !highest_open)) return;
    throw PluginError(fmt::format("the bounds of the parameter \"{}\" leave nothing: {} to {}",
                                  info.name, lowest, highest));
  }

  Kind kind_;
  Names names_{"parameter"};
};

}  // namespace

std::optional<std::string> fault_of_table(std::span<const Component> components) {
  if (components.empty() || components.data() == nullptr) return "has no components";
  std::set<std::pair<Kind, std::string_view>> seen;
  for (const auto& component : components) {
    if (auto fault = fault_of(component)) return fault;
    if (!seen.insert({component.kind, component.id}).second) {
      return fmt::format("has {} twice", text(component.kind, component.id));
    }
  }
  return std::nullopt;
}

void check_parameters(const Component& component) {
  ParameterCheck check(component.kind);
  component.visit(check);
}

void check_result(const Tensor& tensor, at::IntArrayRef sizes, at::ScalarType type,
                  std::string_view name) {
  check_shape(tensor, sizes, name);
  if (tensor.scalar_type() == type) return;
  throw ShapeError(fmt::format("{}: expected type {}, found {}", name, c10::toString(type),
                               c10::toString(tensor.scalar_type())));
}

void check_weights(const Module& module) {
  Names names("weight");
  for (const auto& weight : module.weights()) names.add(weight.name);
}

void check_further_outputs(const std::vector<FurtherOutput>& outputs) {
  Names names("further output");
  for (const auto& output : outputs) {
    names.add(output.name);
    if (!is_id(output.name)) {
      throw PluginError(
          fmt::format("the further output \"{}\" must be called in lower-case letters, "
                      "digits and underscores and start with a letter",
                      output.name));
    }
    if (output.dim < 1) {
      throw PluginError(
          fmt::format("the further output \"{}\" has {} dimensions; it needs at least 1",
                      output.name, output.dim));
    }
  }
}

void check_further(const std::vector<Tensor>& values, const std::vector<FurtherOutput>& outputs,
                   const Tensor& state) {
  if (values.size() != outputs.size()) {
    throw PluginError(
        fmt::format("gave {} further outputs; it announces {}", values.size(), outputs.size()));
  }
  for (std::size_t i = 0; i < values.size(); ++i) {
    check_result(values[i], {state.size(0), outputs[i].dim}, state.scalar_type(),
                 outputs[i].name + " (row, dim)");
  }
}

void check_memory(const KernelMemory& memory) {
  if (memory.tape >= 0 && memory.scratch >= 0) return;
  throw PluginError(
      fmt::format("a kernel's memory must be at least 0 floats, found tape {} and scratch {}",
                  memory.tape, memory.scratch));
}

void check_score_infos(const std::vector<ScoreInfo>& infos) {
  Names names("score");
  for (const auto& info : infos) names.add(info.name);
}

void check_scores(const std::vector<Score>& scores, const std::vector<ScoreInfo>& infos) {
  for (const auto& score : scores) {
    const auto announced = [&](const ScoreInfo& info) { return info.name == score.name; };
    if (std::none_of(infos.begin(), infos.end(), announced)) {
      throw PluginError(fmt::format("gave the score \"{}\" without announcing it", score.name));
    }
  }
}

}  // namespace npd::contract
