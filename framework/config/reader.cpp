#include "config/reader.hpp"

#include <npd/names.hpp>
#include "config/component_table.hpp"
#include "config/state.hpp"
#include "config/toml_text.hpp"

#include <fmt/format.h>

#include <cmath>
#include <filesystem>
#include <optional>
#include <type_traits>
#include <utility>

namespace npd::config {
namespace {

namespace fs = std::filesystem;

/// A value of another type than its parameter.
struct Mismatch {
  const Node* found;
  std::string expected;
  bool in_list = false;
};
using Result = std::optional<Mismatch>;

template <class T>
Result parse(const Node& node, T& out) {
  if (const T* value = std::get_if<T>(&node.value)) {
    out = *value;
    return std::nullopt;
  }
  return Mismatch{&node, npd::type_name(&out)};
}

Result parse(const Node& node, double& out) {
  if (const auto* integer = std::get_if<std::int64_t>(&node.value)) {
    out = static_cast<double>(*integer);
    return std::nullopt;
  }
  return parse<double>(node, out);
}

Result parse(const Node& node, fs::path& out) {
  std::string text;
  if (Result mismatch = parse(node, text)) return Mismatch{&node, npd::type_name(&out)};
  out = text.empty() ? fs::path() : (node.origin.source->folder / text).lexically_normal();
  return std::nullopt;
}

template <class T>
Result parse(const Node& node, std::vector<T>& out) {
  const List* list = std::get_if<List>(&node.value);
  if (!list) return Mismatch{&node, npd::type_name(&out)};
  out.clear();
  for (const Node& item : list->items) {
    T element{};
    if (Result mismatch = parse(item, element)) {
      mismatch->in_list = true;
      return mismatch;
    }
    out.push_back(std::move(element));
  }
  return std::nullopt;
}

template <class T>
Value to_value(const T& value) {
  return value;
}

/// A default path counts from the working directory.
Value to_value(const fs::path& path) {
  return path.empty() ? std::string() : fs::absolute(path).lexically_normal().string();
}

template <class T>
Value to_value(const std::vector<T>& values) {
  List list;
  for (const T& value : values) list.items.push_back({{}, {}, {}, to_value(value)});
  return list;
}

/// What to write instead of "20.0" where an integer must stand.
std::string remedy(const Mismatch& mismatch) {
  const double* number = std::get_if<double>(&mismatch.found->value);
  const bool integral = number && std::trunc(*number) == *number && std::abs(*number) < 1e15;
  return integral && mismatch.expected == "integer" ? fmt::format("; write {:.0f}", *number) : "";
}

std::string wrong_type(const Mismatch& mismatch) {
  return fmt::format("{}expected {}, found {}{}", mismatch.in_list ? "each element: " : "",
                     mismatch.expected, described(mismatch.found->value), remedy(mismatch));
}

std::string refused(const Node& node, const npd::ParameterInfo& info, const std::string& reason) {
  const auto* word = std::get_if<std::string>(&node.value);
  return fmt::format("{} is not allowed; {}{}", excerpt(node.value), reason,
                     word ? did_you_mean(*word, info.choices.words()) : "");
}

}  // namespace

Reader::Reader(std::shared_ptr<State> state, KeyPath table, Reading reading)
    : state_(std::move(state)), table_(std::move(table)), reading_(reading) {}

void Reader::parameter(const npd::ParameterInfo& info, npd::ParameterRef member) {
  std::visit([&](const auto& refers_to) { read(info, refers_to); }, member);
}

template <class T>
void Reader::read(const npd::ParameterInfo& info, T* member) {
  const KeyPath path = table_ / info.name;
  const Node* node = find(state_->source, path);
  const Result mismatch = node ? parse(*node, *member) : Result();
  if (reading_ == Reading::create) return;
  if (mismatch) {
    state_->problems.add(mismatch->found->origin, path, wrong_type(*mismatch));
  } else if (node) {
    if (const auto reason = npd::violation(info, member)) {
      state_->problem(path, refused(*node, info, *reason));
    }
  }
  if (info.may_change_while_training) state_->may_change.insert(path);
  set(state_->resolved, path, to_value(*member), node ? node->origin : Origin{});
}

template <class T>
void Reader::read(const npd::ParameterInfo& info, std::optional<T>* member) {
  const KeyPath path = table_ / info.name;
  if (!*member && !find(state_->source, path)) {
    if (reading_ == Reading::check) state_->not_set.insert(path);
    return;
  }
  T value = member->value_or(T{});
  read(info, &value);
  *member = std::move(value);
}

void Reader::read(const npd::ParameterInfo& info, npd::AnySlot* slot) {
  fill(*slot, table_ / info.name);
}

void Reader::fill(npd::AnySlot& slot, const KeyPath& path) const {
  const ComponentTable inner(state_, path, slot.kind, reading_);
  slot.plugin = inner.id();
  slot.create_any = [inner](const void* shape) { return inner.create(shape); };
}

/// Notes an empty list as read, for its items to follow.
/// \return how many items the file has; nothing: no list stands there
std::optional<std::size_t> Reader::begin_list(const npd::ParameterInfo& info,
                                              const npd::ParameterRef& member) {
  const KeyPath path = table_ / info.name;
  const Node* node = find(state_->source, path);
  const List* list = node ? std::get_if<List>(&node->value) : nullptr;
  if (reading_ == Reading::check) {
    if (node && !list) {
      state_->problem(path, wrong_type({node, npd::type_name(member)}));
      state_->unchecked.insert(path);
    }
    set(state_->resolved, path, List{}, node ? node->origin : Origin{});
  }
  return list ? std::optional(list->items.size()) : std::nullopt;
}

void Reader::read(const npd::ParameterInfo& info, const npd::SlotListRef& slots) {
  slots.resize(begin_list(info, slots).value_or(0));
  for (std::size_t i = 0; i < slots.size(); ++i) {
    const KeyPath path = table_ / info.name / std::to_string(i);
    if (reading_ == Reading::check) {
      set(state_->resolved, path, Table{}, find(state_->source, path)->origin);
    }
    fill(slots[i], path);
  }
}

/// Reads a table inside this one; what its `visit` refuses is named from here.
template <class Visit>
void Reader::read_inside(const std::string& key, const Visit& visit) const {
  const KeyPath path = path_to(table_, key);
  if (reading_ == Reading::check) {
    const Node* node = find(state_->source, path);
    set(state_->resolved, path, Table{}, node ? node->origin : Origin{});
  }
  Reader inside(state_, path, reading_);
  try {
    visit(inside);
  } catch (const npd::ConfigError& error) {
    throw npd::ConfigError(error.key().empty() ? key : key + "." + error.key(), error.what());
  }
}

void Reader::read(const npd::ParameterInfo& info, const npd::TableRef& table) {
  read_inside(info.name, [&](Reader& inside) { table.visit(inside); });
}

void Reader::read(const npd::ParameterInfo& info, const npd::TableListRef& tables) {
  tables.resize(begin_list(info, tables).value_or(tables.size()));
  for (std::size_t i = 0; i < tables.size(); ++i) {
    const std::string key = info.name + "." + std::to_string(i);
    const KeyPath path = path_to(table_, key);
    const Node* node = find(state_->source, path);
    if (reading_ == Reading::check && node && !node->table()) {
      state_->problems.add(node->origin, path, "expected table, found " + described(node->value));
    }
    read_inside(key, [&](Reader& inside) { tables.visit(i, inside); });
  }
}

}  // namespace npd::config
