#pragma once

#include <npd/error.hpp>
#include <npd/params.hpp>
#include <npd/plugin.hpp>
#include <npd/slots.hpp>

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>
#include <vector>

/// \file load_component.hpp
/// Opens a plugin library in a test, without the host: its symbols are hidden, so its table of
/// components is the only way in.

// Libraries stay loaded, so that what refers to them never dangles, as g++ 14 would suspect.
#if __has_cpp_attribute(gnu::no_dangling)
#define NPD_STAYS_LOADED [[gnu::no_dangling]]
#else
#define NPD_STAYS_LOADED
#endif

namespace npd::testing {

/// A value of any type that a parameter has; std::monostate leaves an optional one unset and
/// empties a list of tables.
using ParamValue =
    std::variant<bool, std::int64_t, double, std::string, std::filesystem::path,
                 std::vector<std::int64_t>, std::vector<double>, std::vector<std::string>, AnySlot,
                 std::vector<AnySlot>, std::monostate>;

/// Values for some parameters, by name; the others keep their defaults. A parameter of a table
/// inside is "table.name", one of a list of tables "table.0.name".
using ParamValues = std::map<std::string, ParamValue>;

/// Fills a Config as the host does from a file: with checks of names, types and bounds.
class GivenParams final : public Params {
 public:
  explicit GivenParams(ParamValues values) : values_(std::move(values)) {}

  /// \throws ConfigError if a value was given to a parameter that does not exist
  void check_all_used() const;

 protected:
  /// \throws ConfigError if a value has another type or is not allowed
  void parameter(const ParameterInfo& info, ParameterRef value) override;

 private:
  void read_table(const std::string& name, const TableRef& table);
  void read_tables(const std::string& name, const TableListRef& tables);
  template <class Visit>
  void inside(const std::string& name, const Visit& visit);

  ParamValues values_;
  std::string prefix_;  ///< of the table that is being read: "table.0."
};

/// Everything that a library holds; it stays loaded.
/// \throws PluginError if it cannot be loaded or was built for another SDK, compiler or LibTorch
NPD_STAYS_LOADED std::span<const Component> load_components(const std::filesystem::path& library);

/// \throws PluginError as load_components, or if the component is missing
NPD_STAYS_LOADED const Component& load_component(const std::filesystem::path& library,
                                                 std::string_view id);

/// An object made from a component with these parameters.
/// \throws ConfigError naming a parameter that does not exist or is refused
template <class Class>
std::shared_ptr<Class> create(const Component& component, const ParamValues& values,
                              const ShapeOf<Class>& shape = detail::no_shape<Class>()) {
  GivenParams params(values);
  auto made = npd::create<Class>(component, params, shape);
  params.check_all_used();
  if (made == nullptr) throw PluginError("the factory gave nothing");
  return made;
}

/// load<Generator>(NPD_PLUGIN_DIR "/gru.so", "gru", {2, 3}, {{"clip", 0.5}})
template <class Class>
std::shared_ptr<Class> load(const std::filesystem::path& library, std::string_view id,
                            const ShapeOf<Class>& shape, const ParamValues& values = {}) {
  return testing::create<Class>(load_component(library, id), values, shape);
}

/// The same for kinds without a shape: load<Metric>(library, "regression", {{"trials", "all"}}).
template <class Class>
requires std::is_same_v<ShapeOf<Class>, NoShape> std::shared_ptr<Class> load(
    const std::filesystem::path& library, std::string_view id, const ParamValues& values = {}) {
  return testing::create<Class>(load_component(library, id), values);
}

}  // namespace npd::testing
