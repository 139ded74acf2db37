#include "conformance/tested.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cstddef>
#include <optional>
#include <utility>
#include <variant>

namespace npd::testing {
namespace {

class Lister final : public Params {
 public:
  std::vector<Listed> all;

 private:
  void parameter(const ParameterInfo& info, ParameterRef value) override {
    std::visit([&](const auto& ref) { list(info, ref); }, value);
  }

  template <class T>
  void list(const ParameterInfo& info, T* value) {
    add(info, *value);
  }
  template <class T>
  void list(const ParameterInfo& info, std::optional<T>* value) {
    add(info, value->value_or(T{}));
    all.back().optional = true;
  }
  void list(const ParameterInfo& info, const SlotListRef& slots) {
    add(info, std::vector<AnySlot>{AnySlot{slots.kind(), {}, {}}});
  }
  void list(const ParameterInfo& info, const TableRef& table) {
    inside(info.name, [&] { table.visit(*this); });
  }
  void list(const ParameterInfo& info, const TableListRef& tables) {
    add(info, std::monostate());
    if (tables.size() == 0) inside(info.name + ".0", [&] { tables.visit_example(*this); });
    for (std::size_t i = 0; i < tables.size(); ++i) {
      inside(fmt::format("{}.{}", info.name, i), [&] { tables.visit(i, *this); });
    }
  }

  void add(const ParameterInfo& info, ParamValue standard) {
    all.push_back({info, std::move(standard)});
    all.back().info.name = prefix_ + info.name;
  }

  template <class Visit>
  void inside(const std::string& name, const Visit& visit) {
    if (depth_ == deepest_table) throw PluginError("the tables of its parameters have no end");
    const std::string outer = std::exchange(prefix_, prefix_ + name + ".");
    ++depth_;
    visit();
    --depth_;
    prefix_ = outer;
  }

  std::string prefix_;
  int depth_ = 1;
};

std::string names_of(const std::vector<Listed>& parameters) {
  std::string names;
  for (const auto& parameter : parameters)
    names += (names.empty() ? "" : ", ") + parameter.info.name;
  return names.empty() ? "there are none" : "there are: " + names;
}

/// Fills the slots that nobody filled; lists of components get two.
std::optional<ParamValue> stand_in(const ParamValue& standard) {
  if (const auto* slot = std::get_if<AnySlot>(&standard)) return tests_of(slot->kind).stand_in();
  if (const auto* list = std::get_if<std::vector<AnySlot>>(&standard)) {
    return std::vector<AnySlot>(2, tests_of(list->front().kind).stand_in());
  }
  return std::nullopt;
}

}  // namespace

std::vector<Listed> list_parameters(const Component& component) {
  Lister lister;
  component.visit(lister);
  return lister.all;
}

Tested::Tested(const Component& component, const ParamTexts& texts)
    : component_(component), parameters_(list_parameters(component)) {
  for (const auto& [info, standard, optional] : parameters_) {
    if (const auto given = texts.find(info.name); given != texts.end()) {
      values_.emplace(info.name, read_value(info.name, given->second, standard));
    } else if (auto filling = stand_in(standard)) {
      values_.emplace(info.name, *std::move(filling));
    }
  }
  for (const auto& [name, text] : texts) {
    if (!has_parameter(name)) {
      throw ConfigError(
          name, fmt::format("{} \"{}\" has no parameter \"{}\"; {}", kind_name(component.kind),
                            component.id, name, names_of(parameters_)));
    }
  }
}

bool Tested::has_parameter(const std::string& name) const {
  if (name.empty()) return false;
  return std::any_of(parameters_.begin(), parameters_.end(), [&](const Listed& parameter) {
    return parameter.info.name == name || parameter.info.name.starts_with(name + ".");
  });
}

void Tested::create(const ParamValues& values) const {
  tests_of(component_.kind).create(*this, values);
}

}  // namespace npd::testing
