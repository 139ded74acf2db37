#pragma once

#include <array>
#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// \file kinds.hpp
/// The kinds of plugin: the one place where all of them stand. Without LibTorch.
///
/// A kind is one line of NPD_KINDS and the files that its name leads to, which CMake and the
/// preprocessor find from this list:
///
///     sdk/include/npd/KIND.hpp                  the class that plugins derive from
///     sdk/template/KIND/                        what `npd plugins new KIND` copies
///     sdk/testing/src/conformance/KIND.cpp      what the test kit checks
///     framework/host/kinds/KIND.cpp             what the host does with an object of it
///
/// Registry, configuration, `npd plugins list|describe|check|new`, shell completion, test kit and
/// the record of a run follow from it.

/// X(name, plural, Class): the word in texts, files and TOML; several of them; npd::Class.
#define NPD_KINDS(X)                  \
  X(dataset, datasets, Dataset)       \
  X(generator, generators, Generator) \
  X(readout, readouts, Readout)       \
  X(metric, metrics, Metric)          \
  X(analysis, analyses, Analysis)     \
  /* a further kind: one more line above this one */

namespace npd {

#define NPD_KIND(name, plural, Class) class Class;  // NOLINT: a name takes no parentheses
NPD_KINDS(NPD_KIND)
#undef NPD_KIND

enum class Kind {
#define NPD_KIND(name, plural, Class) name,
  NPD_KINDS(NPD_KIND)
#undef NPD_KIND
};

/// Every kind, in the order of the list.
inline constexpr std::array all_kinds{
#define NPD_KIND(name, plural, Class) Kind::name,
    NPD_KINDS(NPD_KIND)
#undef NPD_KIND
};

/// Whether there is such a kind: a table of a broken library may hold any number.
constexpr bool is_kind(Kind kind) { return static_cast<std::size_t>(kind) < all_kinds.size(); }

const char* kind_name(Kind kind);    ///< "generator"
const char* kind_plural(Kind kind);  ///< "generators"

/// The kind that a word names, or nothing.
std::optional<Kind> kind_named(std::string_view word);

/// The words for all kinds, as kind_name gives them.
std::vector<std::string> kind_names();

/// KindOf<Generator>::value is Kind::generator.
template <class Class>
struct KindOf;

#define NPD_KIND(name, plural, Class)         \
  template <>                                 \
  struct KindOf<Class> {                      \
    static constexpr Kind value = Kind::name; \
  };
NPD_KINDS(NPD_KIND)
#undef NPD_KIND

/// What the constructor of a kind's components takes beside their Config: the nested class `Shape`
/// of the kind's class, or nothing.
struct NoShape {};

namespace detail {

template <class Class>
struct ShapeOfClass {
  using Type = NoShape;
};
template <class Class>
requires requires { typename Class::Shape; }
struct ShapeOfClass<Class> {
  using Type = typename Class::Shape;
};

}  // namespace detail

template <class Class>
using ShapeOf = typename detail::ShapeOfClass<Class>::Type;

/// The keys of a component's table that are the host's own beside `plugin`: the member `host_keys`
/// of the kind's class, or none.
template <class Class>
constexpr std::span<const std::string_view> host_keys_of() {
  if constexpr (requires { Class::host_keys; }) return Class::host_keys;
  return {};
}

namespace detail {

/// The default for functions that create an object: only kinds without a shape have one.
template <class Class>
constexpr NoShape no_shape() {
  static_assert(std::is_same_v<ShapeOf<Class>, NoShape>,
                "objects of this kind need a shape to be created");
  return {};
}

}  // namespace detail

}  // namespace npd
