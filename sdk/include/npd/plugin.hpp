#pragma once

#include <npd/abi.h>
#include <npd/api.hpp>
#include <npd/kinds.hpp>
#include <npd/params.hpp>
#include <npd/stamp.hpp>

#include <cassert>
#include <memory>
#include <type_traits>

/// \file plugin.hpp
/// Registration. A library exports its components with one macro, in one file:
///
///     NPD_GENERATOR(VanillaRnn, "vanilla_rnn", "0.1.0", "Leaky tanh recurrent network")
///
/// or, for several components, as functions of their class:
///
///     NPD_PLUGIN(npd::component<Rec>("rec", "0.1.0", "..."), npd::component<Ext>("ext", ...))
namespace npd {

/// One entry of a plugin library, behind the handshake. All texts are literals of the library.
struct Component {
  Kind kind;
  const char* id;       ///< "gru": lower case, digits and underscores
  const char* version;  ///< "0.1.0"
  const char* summary;  ///< one line
  /// Shows a default Config to the visitor; needs no other state.
  void (*visit)(Params&);
  /// Reads a Config through the visitor, then creates an object of the kind's class.
  /// \param shape  a pointer to the kind's ShapeOf; npd::create knows its type
  std::shared_ptr<void> (*create)(Params& params, const void* shape);
};

/// Creates an object of a component whose kind is that of `Class`.
/// \tparam Class  npd::Generator, npd::Dataset, ...
template <class Class>
std::shared_ptr<Class> create(const Component& component, Params& params,
                              const ShapeOf<Class>& shape = detail::no_shape<Class>()) {
  assert(component.kind == KindOf<Class>::value);
  return std::static_pointer_cast<Class>(component.create(params, &shape));
}

namespace detail {

template <class... Classes>
struct ClassList {};

/// Which of the kinds' classes a component derives from; void: none.
template <class Component, class Classes>
struct BaseAmong {
  using Type = void;
};
template <class Component, class First, class... Others>
struct BaseAmong<Component, ClassList<First, Others...>> {
  using Type = std::conditional_t<std::is_base_of_v<First, Component>, First,
                                  typename BaseAmong<Component, ClassList<Others...>>::Type>;
};

using KindClasses = ClassList<
#define NPD_KIND(name, plural, Class) Class,
    NPD_KINDS(NPD_KIND)
#undef NPD_KIND
        void>;

template <class Class>
typename Class::Config read_config(Params& params) {
  typename Class::Config config;
  config.visit(params);
  return config;
}

template <class Class, class Base>
std::shared_ptr<void> create_as(Params& params, [[maybe_unused]] const void* shape) {
  if constexpr (std::is_same_v<ShapeOf<Base>, NoShape>) {
    return std::shared_ptr<Base>(std::make_unique<Class>(read_config<Class>(params)));
  } else {
    return std::shared_ptr<Base>(std::make_unique<Class>(
        read_config<Class>(params), *static_cast<const ShapeOf<Base>*>(shape)));
  }
}

}  // namespace detail

/// Describes a component; its kind is that of the class it derives from.
/// \tparam Class  has a nested `Config` with `void visit(npd::Params&)` and the constructor of its
///                kind: `(const Config&)`, or `(const Config&, Shape)` where the kind's class has a
///                nested `Shape`
template <class Class>
constexpr Component component(const char* id, const char* version, const char* summary) {
  using Base = typename detail::BaseAmong<Class, detail::KindClasses>::Type;
  static_assert(!std::is_void_v<Base>,
                "a component derives from the class of a kind of plugin, as "
                "npd::Dataset or npd::Generator; see npd/kinds.hpp");
  return {KindOf<Base>::value,
          id,
          version,
          summary,
          [](Params& params) { detail::read_config<Class>(params); },
          detail::create_as<Class, Base>};
}

}  // namespace npd

/// Exports the components of a library. Use it once, at namespace scope, outside any namespace.
#define NPD_PLUGIN(...)                                                                    \
  namespace {                                                                              \
  const npd::Component npd_components[] = {__VA_ARGS__};                                   \
  }                                                                                        \
  extern "C" {                                                                             \
  NPD_API extern const npd_plugin_v1 npd_plugin;                                           \
  const npd_plugin_v1 npd_plugin = {                                                       \
      npd::own_stamp(), sizeof npd_components / sizeof npd_components[0], npd_components}; \
  }

/// Exports one component, of whatever kind; the header of each kind gives it the kind's name.
#define NPD_COMPONENT(Class, id, version, summary) \
  NPD_PLUGIN(npd::component<Class>(id, version, summary))
