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
Result read(const Node& node, T& out) {
  if (const T* value = std::get_if<T>(&node.value)) {
    out = *value;
    return std::nullopt;
  }
  return Mismatch{&node, npd::type_name(&out)};
}

Result read(const Node& node, double& out) {
  if (const auto* integer = std::get_if<std::int64_t>(&node.value)) {
    out = static_cast<double>(*integer);
    return std::nullopt;
  }
  return read<double>(node, out);
}

Result read(const Node& node, fs::path& out) {
  std::string text;
  if (Result mismatch = read(node, text)) return Mismatch{&node, npd::type_name(&out)};
  out = text.empty() ? fs::path() : (node.origin.source->folder / text).lexically_normal();
  return std::nullopt;
}

template <class T>
Result read(const Node& node, std::vector<T>& out) {
  const List* list = std::get_if<List>(&node.value);
  if (!list) return Mismatch{&node, npd::type_name(&out)};
  out.clear();
  for (const Node& item : list->items) {
    T element{};
    if (Result mismatch = read(item, element)) {
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
                     word ? did_you_mean(*word, info.choices.words) : "");
}

}  // namespace

Reader::Reader(std::shared_ptr<State> state, KeyPath table, Reading reading)
    : state_(std::move(state)), table_(std::move(table)), reading_(reading) {}

void Reader::parameter(const npd::ParameterInfo& info, npd::ParameterRef member) {
  const auto read_member = [&]<class T>(T* value) {
    if constexpr (std::is_same_v<T, npd::GeneratorSlot>) {
      const ComponentTable inner(state_, table_ / info.name, npd::Kind::generator, reading_);
      value->plugin = inner.id();
      value->create = [inner](const npd::GeneratorShape& s) { return inner.make_generator(s); };
    } else if constexpr (std::is_same_v<T, npd::ReadoutSlot>) {
      const ComponentTable inner(state_, table_ / info.name, npd::Kind::readout, reading_);
      value->plugin = inner.id();
      value->create = [inner](const npd::ReadoutShape& s) { return inner.make_readout(s); };
    } else {
      read_value(info, *value);
    }
  };
  std::visit(read_member, member);
}

template <class T>
void Reader::read_value(const npd::ParameterInfo& info, T& member) {
  const KeyPath path = table_ / info.name;
  const Node* node = find(state_->source, path);
  const Result mismatch = node ? read(*node, member) : Result();
  if (reading_ == Reading::create) return;
  if (mismatch) {
    state_->problems.add(mismatch->found->origin, path, wrong_type(*mismatch));
  } else if (node) {
    if (const auto reason = npd::violation(info, &member)) {
      state_->problem(path, refused(*node, info, *reason));
    }
  }
  set(state_->resolved, path, to_value(member), node ? node->origin : Origin{});
}

}  // namespace npd::config
