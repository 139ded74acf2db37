#pragma once

#include "conformance/checks.hpp"

#include <npd/error.hpp>
#include <npd/kinds.hpp>
#include <npd/testing/load_component.hpp>

#include <initializer_list>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace npd::testing {

/// One parameter as its component lists it; those of tables inside under "table.name", those of a
/// list of tables under "list.0.name", behind the list itself.
struct Listed {
  ParameterInfo info;   ///< with the whole name
  ParamValue standard;  ///< the default, or any value of its type if it is not set; of a list of
                        ///< tables std::monostate
  bool optional = false;
};

/// The component under test with the parameters that it is tested with.
class Tested {
 public:
  /// \throws ConfigError naming a parameter that does not exist or whose text cannot be read
  Tested(const Component& component, const ParamTexts& texts);

  const Component& component() const { return component_; }
  const std::vector<Listed>& parameters() const { return parameters_; }
  const ParamValues& values() const { return values_; }
  /// A parameter, or a table of parameters.
  bool has_parameter(const std::string& name) const;

  /// Creates an object with the values given here.
  template <class Class>
  std::shared_ptr<Class> make(const ShapeOf<Class>& shape = detail::no_shape<Class>()) const {
    return testing::create<Class>(component_, values_, shape);
  }

  /// Creates an object of the component's kind, of a small size, and lets it go.
  void create(const ParamValues& values) const;

 private:
  const Component& component_;
  std::vector<Listed> parameters_;
  ParamValues values_;
};

/// The parameters of a component in the order in which it lists them.
/// \throws PluginError if its tables stand in each other without end
std::vector<Listed> list_parameters(const Component& component);

/// A value of the type of `standard`.
/// \throws ConfigError naming the parameter
ParamValue read_value(const std::string& name, const std::string& text, const ParamValue& standard);

/// What the kit knows about one kind of plugin.
struct KindTests {
  /// The checks that only this kind has.
  void (*check)(const Tested&, Checks&);
  /// Creates a small object with these values and lets it go.
  void (*create)(const Tested&, const ParamValues& values);
  /// What fills a slot of this kind that nobody fills.
  AnySlot (*stand_in)();
  /// See host_keys_of.
  std::span<const std::string_view> host_keys;
};

/// Each is defined in the file of its kind: `generator_tests` in generator.cpp.
#define NPD_KIND(name, plural, Class) KindTests name##_tests();
NPD_KINDS(NPD_KIND)
#undef NPD_KIND

KindTests tests_of(Kind kind);

/// The checks of parameters, the same for every kind.
void check_parameters(const Tested& tested, Checks& checks);

/// Creates an object of the first size that the component takes. A refusal that names a parameter
/// is not about the size.
template <class Class>
void create_of_any(std::initializer_list<ShapeOf<Class>> shapes, const Tested& tested,
                   const ParamValues& values) {
  for (const auto& shape : shapes) {
    try {
      testing::create<Class>(tested.component(), values, shape);
      return;
    } catch (const ConfigError& error) {
      if (&shape == shapes.end() - 1 || tested.has_parameter(error.key())) throw;
    }
  }
}

/// Those of the systems behind a data set.
void check_systems(const Tested& tested, Checks& checks);

}  // namespace npd::testing
