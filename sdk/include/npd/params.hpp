#pragma once

#include <npd/slots.hpp>

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <variant>
#include <vector>

/// \file params.hpp
/// Typed parameters. A component lists its parameters once, in `Config::visit`; that one list
/// drives reading from TOML, checking of types and bounds, suggestions for misspelt keys,
/// `npd plugins describe` and the resolved configuration that is stored with a run.
///
///     struct Config {
///       double tau_s = 0.06;
///       void visit(npd::Params& p) { p("tau_s", tau_s, "Decay time constant", npd::above(0.0),
///       "s"); }
///     };
namespace npd {

/// The numbers a parameter may take: an interval whose ends are included unless open. For lists it
/// holds for each element.
struct Bounds {
  double lowest = -std::numeric_limits<double>::infinity();
  double highest = std::numeric_limits<double>::infinity();
  bool lowest_open = false;
  bool highest_open = false;

  /// NaN and infinities are never allowed.
  bool allow(double value) const;
  /// "in [0, 1]", "above 0", "at least 1"; empty if everything finite is allowed.
  std::string text() const;
};

Bounds within(double lowest, double highest);      ///< lowest <= x <= highest
Bounds from_below(double lowest, double highest);  ///< lowest <= x < highest, as a dropout rate
Bounds above(double lowest);                       ///< x > lowest
Bounds at_least(double lowest);                    ///< x >= lowest

/// One word that a text parameter may be.
struct Choice {
  std::string word;
  std::string doc;  ///< what it means, one line; may be empty
};

/// The words that a text parameter, or each element of a list of texts, may be.
struct Choices {
  std::vector<Choice> all;

  std::vector<std::string> words() const;
};
Choices one_of(std::vector<std::string> words);
/// The same with what each word means: choices({{"zero", "..."}, {"mean", "..."}}).
Choices choices(std::vector<Choice> all);

/// What a change of a parameter does to a model that is being trained; for studies.
enum class Mark {
  may_change_while_training,  ///< a schedule may change it between epochs
  changes_shapes,             ///< another value makes weights of other sizes
};
inline constexpr Mark may_change_while_training = Mark::may_change_while_training;
inline constexpr Mark changes_shapes = Mark::changes_shapes;

/// What is known about one parameter apart from its value.
struct ParameterInfo {
  std::string name;
  std::string doc;   ///< one line
  std::string unit;  ///< "s", "Hz", "nA"; empty for pure numbers
  Bounds bounds;     ///< for numbers and lists of numbers
  Choices choices;   ///< for texts and lists of texts; empty: any text
  bool may_change_while_training = false;
  bool changes_shapes = false;
};

class Params;

/// A table of parameters inside another: any struct with `void visit(npd::Params&)`.
class TableRef {
 public:
  template <class Table>
  explicit TableRef(Table& table)
      : table_(&table),
        visit_([](void* any, Params& params) { static_cast<Table*>(any)->visit(params); }) {}

  void visit(Params& params) const { visit_(table_, params); }

 private:
  void* table_;
  void (*visit_)(void*, Params&);
};

/// A list of such tables: a std::vector of the struct.
class TableListRef {
 public:
  template <class Table>
  explicit TableListRef(std::vector<Table>& list)
      : list_(&list),
        size_([](void* all) { return of<Table>(all).size(); }),
        resize_([](void* all, std::size_t size) { of<Table>(all).resize(size); }),
        visit_([](void* all, std::size_t index, Params& params) {
          of<Table>(all).at(index).visit(params);
        }),
        visit_example_([](Params& params) { Table().visit(params); }) {}

  std::size_t size() const { return size_(list_); }
  void resize(std::size_t size) const { resize_(list_, size); }
  void visit(std::size_t index, Params& params) const { visit_(list_, index, params); }
  /// Visits a table with defaults that is not of the list.
  void visit_example(Params& params) const { visit_example_(params); }

 private:
  template <class Table>
  static std::vector<Table>& of(void* list) {
    return *static_cast<std::vector<Table>*>(list);
  }

  void* list_;
  std::size_t (*size_)(void*);
  void (*resize_)(void*, std::size_t);
  void (*visit_)(void*, std::size_t, Params&);
  void (*visit_example_)(Params&);
};

/// Refers to the member that holds the value; its type is the parameter's type. An empty optional
/// is a parameter that is not set.
using ParameterRef =
    std::variant<bool*, std::int64_t*, double*, std::string*, std::filesystem::path*,
                 std::optional<bool>*, std::optional<std::int64_t>*, std::optional<double>*,
                 std::optional<std::string>*, std::optional<std::filesystem::path>*,
                 std::vector<std::int64_t>*, std::vector<double>*, std::vector<std::string>*,
                 AnySlot*, SlotListRef, TableRef, TableListRef>;

/// The name of a parameter's type for people: "number", "list of integers", "generator".
std::string type_name(const ParameterRef& value);

/// Why a value that is already in place is not allowed ("must be in [0, 1]"), or nothing. Tables
/// and components have parameters of their own and are always allowed.
std::optional<std::string> violation(const ParameterInfo& info, const ParameterRef& value);

/// The deepest that tables may stand in tables, a component's own being the first.
inline constexpr int deepest_table = 8;

namespace detail {

template <class T>
concept ParameterTable = requires(T& table, Params& params) {
  table.visit(params);
};

template <class T>
ParameterRef reference(T& value) {
  if constexpr (std::is_base_of_v<AnySlot, T>) {
    return static_cast<AnySlot*>(&value);
  } else if constexpr (ParameterTable<T>) {
    return TableRef(value);
  } else {
    static_assert(std::is_constructible_v<ParameterRef, T*>,
                  "no type of a parameter; see npd::ParameterRef for those that there are");
    return &value;
  }
}
template <class T>
ParameterRef reference(std::vector<T>& value) {
  if constexpr (std::is_base_of_v<AnySlot, T>) {
    return SlotListRef(value);
  } else if constexpr (ParameterTable<T>) {
    return TableListRef(value);
  } else {
    static_assert(std::is_constructible_v<ParameterRef, std::vector<T>*>,
                  "no type of a parameter; see npd::ParameterRef for those that there are");
    return &value;
  }
}

ParameterInfo info_of(std::string_view name, std::string_view doc);
void add_fact(ParameterInfo& info, const Bounds& bounds);
void add_fact(ParameterInfo& info, const Choices& words);
void add_fact(ParameterInfo& info, std::string_view unit);
void add_fact(ParameterInfo& info, Mark mark);

}  // namespace detail

/// Visits the parameters of a Config. Implemented by the host (reading, describing, resolving) and
/// by the test kit; a plugin only calls it. Thread: one at a time per object.
class Params {
 public:
  virtual ~Params() = default;

  /// \param value  of a type that ParameterRef lists, a struct with a `visit` of its own (a table),
  ///               a Slot, or a vector of one of the two
  /// \param doc    what it means, one line
  /// \param facts  in any order: Bounds of numbers, Choices of texts, the unit (a text), marks
  template <class T, class... Facts>
  void operator()(std::string_view name, T& value, std::string_view doc, const Facts&... facts) {
    ParameterInfo info = detail::info_of(name, doc);
    (detail::add_fact(info, facts), ...);
    parameter(info, detail::reference(value));
  }

 protected:
  virtual void parameter(const ParameterInfo& info, ParameterRef value) = 0;
};

}  // namespace npd
