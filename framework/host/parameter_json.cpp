#include "host/parameter_json.hpp"

#include <cmath>
#include <cstddef>
#include <optional>
#include <variant>

namespace npd::host {
namespace {

using OrderedJson = nlohmann::ordered_json;

OrderedJson component_named(const std::string& plugin) {
  return plugin.empty() ? OrderedJson() : OrderedJson{{"plugin", plugin}};
}

struct JsonDefault {
  template <class T>
  OrderedJson operator()(T* v) const {
    return *v;
  }
  OrderedJson operator()(std::filesystem::path* v) const { return v->string(); }
  template <class T>
  OrderedJson operator()(std::optional<T>* v) const {
    return *v ? (*this)(&**v) : OrderedJson();
  }
  OrderedJson operator()(AnySlot* v) const { return component_named(v->plugin); }
  OrderedJson operator()(const SlotListRef& v) const {
    auto items = OrderedJson::array();
    for (std::size_t i = 0; i < v.size(); ++i) items.push_back(component_named(v[i].plugin));
    return items;
  }
  OrderedJson operator()(const TableRef&) const { return nullptr; }
  /// How its tables differ from the defaults is in the TOML alone.
  OrderedJson operator()(const TableListRef&) const { return nullptr; }
};

OrderedJson end_of(double bound) {
  return std::isfinite(bound) ? OrderedJson(bound) : OrderedJson();
}

OrderedJson choices_of(const ParameterInfo& info) {
  if (info.choices.all.empty()) return nullptr;
  auto words = OrderedJson::array();
  for (const auto& [word, doc] : info.choices.all) words.push_back({{"word", word}, {"doc", doc}});
  return words;
}

OrderedJson component_of(const ParameterRef& value) {
  if (const auto* const* slot = std::get_if<AnySlot*>(&value)) return kind_name((*slot)->kind);
  if (const auto* list = std::get_if<SlotListRef>(&value)) return kind_name(list->kind());
  return nullptr;
}

OrderedJson parameters_of(const ParameterRef& value) {
  ParameterJson inside;
  if (const auto* table = std::get_if<TableRef>(&value)) {
    table->visit(inside);
  } else if (const auto* tables = std::get_if<TableListRef>(&value)) {
    tables->visit_example(inside);
  } else {
    return nullptr;
  }
  return inside.json();
}

}  // namespace

void ParameterJson::parameter(const ParameterInfo& info, ParameterRef value) {
  const auto* const* slot = std::get_if<AnySlot*>(&value);
  OrderedJson json{{"name", info.name}, {"type", type_name(value)}, {"doc", info.doc}};
  json["unit"] = info.unit;
  json["default"] = std::visit(JsonDefault{}, value);
  json["required"] = slot != nullptr && (*slot)->plugin.empty();
  json["minimum"] = end_of(info.bounds.lowest);
  json["maximum"] = end_of(info.bounds.highest);
  json["exclusive_minimum"] = info.bounds.lowest_open;
  json["exclusive_maximum"] = info.bounds.highest_open;
  json["choices"] = choices_of(info);
  json["component"] = component_of(value);
  json["parameters"] = parameters_of(value);
  json["may_change_while_training"] = info.may_change_while_training;
  json["changes_shapes"] = info.changes_shapes;
  json_.push_back(std::move(json));
}

}  // namespace npd::host
