#pragma once

#include <npd/slots.hpp>

#include <cstdint>
#include <filesystem>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
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

/// The words that a text parameter may be.
struct Choices {
  std::vector<std::string> words;
};
Choices one_of(std::vector<std::string> words);

/// What is known about one parameter apart from its value.
struct ParameterInfo {
  std::string name;
  std::string doc;   ///< one line
  std::string unit;  ///< "s", "Hz", "nA"; empty for pure numbers
  Bounds bounds;     ///< for numbers and lists of numbers
  Choices choices;   ///< for text; empty: any text
};

/// A pointer to the member that holds the value; its type is the parameter's type.
using ParameterRef =
    std::variant<bool*, std::int64_t*, double*, std::string*, std::filesystem::path*,
                 std::vector<std::int64_t>*, std::vector<double>*, std::vector<std::string>*,
                 GeneratorSlot*, ReadoutSlot*>;

/// The name of a parameter's type for people: "number", "list of integers", "generator".
std::string type_name(const ParameterRef& value);

/// Why a value that is already in place is not allowed ("must be in [0, 1]"), or nothing.
std::optional<std::string> violation(const ParameterInfo& info, const ParameterRef& value);

/// Visits the parameters of a Config. Implemented by the host (reading, describing, resolving) and
/// by the test kit; a plugin only calls it. Thread: one at a time per object.
class Params {
 public:
  virtual ~Params() = default;

  /// A number or a list of numbers, with bounds and a unit.
  template <class T>
  void operator()(std::string_view name, T& value, std::string_view doc, const Bounds& bounds = {},
                  std::string_view unit = {}) {
    parameter({std::string(name), std::string(doc), std::string(unit), bounds, {}}, &value);
  }

  /// A text of which only some words are allowed.
  void operator()(std::string_view name, std::string& value, std::string_view doc,
                  const Choices& choices) {
    parameter({std::string(name), std::string(doc), {}, {}, choices}, &value);
  }

 protected:
  virtual void parameter(const ParameterInfo& info, ParameterRef value) = 0;
};

}  // namespace npd
