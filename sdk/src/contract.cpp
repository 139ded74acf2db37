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

std::optional<std::string> fault_of(const Component& component) {
  if (!is_kind(component.kind)) return "a component has no known kind";
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
  if (component.create == nullptr) return name + " has nothing that creates it";
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

/// The parameters of one table; those of tables inside it get a check of their own.
class ParameterCheck final : public Params {
 public:
  using HostKeys = std::span<const std::string_view>;

  explicit ParameterCheck(HostKeys host_keys, std::string path = {}, int depth = 1)
      : host_keys_(host_keys), path_(std::move(path)), depth_(depth) {}

 private:
  void parameter(const ParameterInfo& info, ParameterRef value) override {
    names_.add(info.name);
    const std::string name = path_ + info.name;
    if (!is_id(info.name)) {
      throw PluginError(
          fmt::format("the parameter name \"{}\" must be lower-case letters, digits "
                      "and underscores and start with a letter",
                      name));
    }
    if (depth_ == 1 && is_host_key(info.name)) {
      throw PluginError(fmt::format("the parameter name \"{}\" belongs to the host", name));
    }
    check_range(info.bounds, name);
    if (const auto reason = violation(info, value)) {
      throw PluginError(fmt::format("the default of the parameter \"{}\" {}", name, *reason));
    }
    check_tables(name, value);
  }

  bool is_host_key(const std::string& name) const {
    return name == "plugin" ||
           std::find(host_keys_.begin(), host_keys_.end(), name) != host_keys_.end();
  }

  void check_tables(const std::string& name, const ParameterRef& value) const {
    const auto* table = std::get_if<TableRef>(&value);
    const auto* list = std::get_if<TableListRef>(&value);
    if (table == nullptr && list == nullptr) return;
    if (depth_ == deepest_table) {
      throw PluginError(
          fmt::format("the parameter \"{}\" is a table inside {} others; at most {} "
                      "are allowed",
                      name, depth_, deepest_table - 1));
    }
    ParameterCheck inner({}, name + ".", depth_ + 1);
    table != nullptr ? table->visit(inner) : list->visit_example(inner);
    for (std::size_t i = 0; list != nullptr && i < list->size(); ++i) {
      ParameterCheck element({}, fmt::format("{}.{}.", name, i), depth_ + 1);
      list->visit(i, element);
    }
  }

  static void check_range(const Bounds& bounds, const std::string& name) {
    const auto [lowest, highest, lowest_open, highest_open] = bounds;
    if (lowest < highest || (lowest == highest && !lowest_open && !highest_open)) return;
    throw PluginError(fmt::format("the bounds of the parameter \"{}\" leave nothing: {} to {}",
                                  name, lowest, highest));
  }

  HostKeys host_keys_;
  std::string path_;
  int depth_;
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

void check_parameters(const Component& component, std::span<const std::string_view> host_keys) {
  ParameterCheck check(host_keys);
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
  constexpr std::int64_t most = std::int64_t{1} << 30;  // a trial's bin of 4 GB
  if (memory.tape > most || memory.scratch > most) {
    throw PluginError(
        fmt::format("a kernel's memory must be at most {} floats a trial, found tape {} and "
                    "scratch {}",
                    most, memory.tape, memory.scratch));
  }
  if (memory.tape >= 0 && memory.scratch >= 0) return;
  throw PluginError(
      fmt::format("a kernel's memory must be at least 0 floats, found tape {} and scratch {}",
                  memory.tape, memory.scratch));
}

void check_score_infos(const std::vector<ScoreInfo>& infos) {
  Names names("score");
  for (const auto& info : infos) {
    names.add(info.name);
    if (!is_id(info.name)) {
      throw PluginError(fmt::format(
          "the score name \"{}\" must be lower-case letters, digits and underscores and start "
          "with a letter",
          info.name));
    }
    if (!(info.lowest <= info.highest)) {
      throw PluginError(fmt::format("the range of the score \"{}\" leaves nothing: {} to {}",
                                    info.name, info.lowest, info.highest));
    }
  }
}

void check_scores(const std::vector<Score>& scores, const std::vector<ScoreInfo>& infos) {
  std::set<std::string_view> given;
  for (const auto& score : scores) {
    if (!given.insert(score.name).second) {
      throw PluginError(fmt::format("gave the score \"{}\" twice", score.name));
    }
    const auto announced = [&](const ScoreInfo& info) { return info.name == score.name; };
    if (std::none_of(infos.begin(), infos.end(), announced)) {
      throw PluginError(fmt::format("gave the score \"{}\" without announcing it", score.name));
    }
    if (score.note.find('\n') != std::string::npos) {
      throw PluginError(
          fmt::format("the note of the score \"{}\" must be one line, for it becomes a cell of a "
                      "table",
                      score.name));
    }
  }
}

}  // namespace npd::contract
