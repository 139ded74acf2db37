#include <npd/abi.h>
#include <npd/error.hpp>
#include <npd/stamp.hpp>
#include <npd/testing/load_component.hpp>

#include <dlfcn.h>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <system_error>
#include <type_traits>
#include <utility>

namespace npd::testing {
namespace {

[[noreturn]] void refuse_type(const std::string& name, const ParameterRef& value) {
  throw ConfigError(name, "has another type; expected " + type_name(value));
}

/// Puts a value where its parameter has it.
struct Assignment {
  const std::string& name;
  const ParamValue& source;

  template <class T>
  void operator()(T* target) const {
    if (const auto* value = std::get_if<T>(&source)) {
      *target = *value;
    } else if (!assign_integer(*target)) {
      refuse_type(name, target);
    }
  }
  template <class T>
  void operator()(std::optional<T>* target) const {
    target->reset();
    if (std::holds_alternative<std::monostate>(source)) return;
    T value{};
    try {
      (*this)(&value);
    } catch (const ConfigError&) {
      refuse_type(name, target);
    }
    *target = value;
  }
  void operator()(AnySlot* target) const {
    const auto* value = std::get_if<AnySlot>(&source);
    if (value == nullptr || value->kind != target->kind) refuse_type(name, target);
    *target = *value;
  }
  void operator()(const SlotListRef& target) const {
    const auto* values = std::get_if<std::vector<AnySlot>>(&source);
    if (values == nullptr) refuse_type(name, target);
    target.resize(values->size());
    for (std::size_t i = 0; i < values->size(); ++i) {
      if ((*values)[i].kind != target.kind()) refuse_type(name, target);
      target[i] = (*values)[i];
    }
  }
  void operator()(const TableRef& target) const { refuse_type(name, target); }
  void operator()(const TableListRef& target) const {
    if (!std::holds_alternative<std::monostate>(source)) refuse_type(name, target);
    target.resize(0);
  }

 private:
  template <class T>
  bool assign_integer(T& target) const {
    if constexpr (std::is_same_v<T, double>) {
      if (const auto* integer = std::get_if<std::int64_t>(&source)) {
        target = static_cast<double>(*integer);
        return true;
      }
    }
    return false;
  }
};

/// "table.3.name" behind "table." -> 4; 0 if no number stands there.
std::size_t size_of_list(std::string_view behind) {
  std::size_t index = 0;
  const auto [end, error] = std::from_chars(behind.data(), behind.data() + behind.size(), index);
  const bool is_index = error == std::errc() && end != behind.data() + behind.size() && *end == '.';
  return is_index ? index + 1 : 0;
}

bool is_own(const npd_stamp& stamp) {
  constexpr npd_stamp own = own_stamp();
  return stamp.struct_size == own.struct_size && std::strcmp(stamp.sdk, own.sdk) == 0 &&
         std::strcmp(stamp.compiler, own.compiler) == 0 &&
         std::strcmp(stamp.stdlib, own.stdlib) == 0 && std::strcmp(stamp.torch, own.torch) == 0 &&
         std::strcmp(stamp.headers, own.headers) == 0;
}

}  // namespace

void GivenParams::check_all_used() const {
  if (!values_.empty()) throw ConfigError(values_.begin()->first, "is no parameter");
}

void GivenParams::parameter(const ParameterInfo& info, ParameterRef value) {
  const std::string name = prefix_ + info.name;
  if (const auto given = values_.find(name); given != values_.end()) {
    std::visit(Assignment{name, given->second}, value);
    values_.erase(given);
  }
  if (const auto problem = violation(info, value)) throw ConfigError(name, *problem);
  if (const auto* table = std::get_if<TableRef>(&value)) read_table(name, *table);
  if (const auto* tables = std::get_if<TableListRef>(&value)) read_tables(name, *tables);
}

template <class Visit>
void GivenParams::inside(const std::string& name, const Visit& visit) {
  // A component may catch what is thrown inside, and go on.
  struct Restored {
    std::string& prefix;
    std::string outer;
    ~Restored() { prefix = outer; }
  } const restored{prefix_, std::exchange(prefix_, name + ".")};
  visit();
}

void GivenParams::read_table(const std::string& name, const TableRef& table) {
  inside(name, [&] { table.visit(*this); });
}

void GivenParams::read_tables(const std::string& name, const TableListRef& tables) {
  std::size_t size = tables.size();
  const std::string prefix = name + ".";
  for (const auto& [key, value] : values_) {
    if (key.starts_with(prefix)) {
      size = std::max(size, size_of_list(std::string_view(key).substr(prefix.size())));
    }
  }
  tables.resize(size);
  for (std::size_t i = 0; i < size; ++i) {
    inside(prefix + std::to_string(i), [&] { tables.visit(i, *this); });
  }
}

std::span<const Component> load_components(const std::filesystem::path& library) {
  // An absolute path: the dynamic loader looks up a bare name in the system's folders.
  void* handle = dlopen(std::filesystem::absolute(library).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) throw PluginError(dlerror());
  const auto* plugin = static_cast<const npd_plugin_v1*>(dlsym(handle, "npd_plugin"));
  if (plugin == nullptr) throw PluginError(dlerror());
  if (!is_own(plugin->stamp)) {
    throw PluginError(fmt::format(
        "{}: built for another SDK, compiler or LibTorch than the test kit; build it again",
        library.string()));
  }
  return {static_cast<const Component*>(plugin->components), plugin->component_count};
}

const Component& load_component(const std::filesystem::path& library, std::string_view id) {
  std::string names;
  for (const auto& component : load_components(library)) {
    if (component.id == id) return component;
    names += (names.empty() ? "" : ", ") + std::string(component.id);
  }
  throw PluginError(
      fmt::format("{}: holds no component \"{}\"; it has: {}", library.string(), id, names));
}

}  // namespace npd::testing
