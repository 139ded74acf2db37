#include "conformance/tested.hpp"

#include <npd/error.hpp>

#include <fmt/format.h>

#include <charconv>
#include <sstream>
#include <type_traits>
#include <variant>

namespace npd::testing {
namespace {

/// Reads a whole text as one number.
template <class Number>
Number number(const std::string& name, const std::string& text, const char* expected) {
  Number value{};
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) {
    throw ConfigError(name, fmt::format("{}: expected {}, found \"{}\"", name, expected, text));
  }
  return value;
}

std::vector<std::string> items(const std::string& text) {
  std::vector<std::string> all;
  std::istringstream in(text);
  for (std::string item; std::getline(in, item, ',');) all.push_back(item);
  return all;
}

/// Loads the only component of a kind from a library; the first if there are several.
const Component& component_of_kind(const std::string& name, const std::string& library, Kind kind) {
  for (const auto& component : load_components(library))
    if (component.kind == kind) return component;
  throw ConfigError(name, fmt::format("{}: {} holds no {}", name, library, kind_name(kind)));
}

struct Reader {
  const std::string& name;
  const std::string& text;

  ParamValue operator()(const bool&) const {
    if (text == "true") return true;
    if (text == "false") return false;
    throw ConfigError(name, fmt::format("{}: expected true or false, found \"{}\"", name, text));
  }
  ParamValue operator()(const std::int64_t&) const {
    return number<std::int64_t>(name, text, "an integer");
  }
  ParamValue operator()(const double&) const { return number<double>(name, text, "a number"); }
  ParamValue operator()(const std::string&) const { return text; }
  ParamValue operator()(const std::filesystem::path&) const { return std::filesystem::path(text); }
  ParamValue operator()(const std::vector<std::string>&) const { return items(text); }
  ParamValue operator()(const std::vector<std::int64_t>&) const {
    std::vector<std::int64_t> all;
    for (const auto& item : items(text))
      all.push_back(number<std::int64_t>(name, item, "integers with commas between"));
    return all;
  }
  ParamValue operator()(const std::vector<double>&) const {
    std::vector<double> all;
    for (const auto& item : items(text))
      all.push_back(number<double>(name, item, "numbers with commas between"));
    return all;
  }
  ParamValue operator()(const AnySlot& slot) const { return component(text, slot.kind); }
  ParamValue operator()(const std::vector<AnySlot>& slots) const {
    std::vector<AnySlot> all;
    for (const auto& item : items(text)) all.push_back(component(item, slots.front().kind));
    return all;
  }
  ParamValue operator()(const std::monostate&) const {
    throw ConfigError(name, fmt::format("{0}: is a list of tables; give the values in it, as in "
                                        "{0}.0.KEY={1}",
                                        name, text));
  }

 private:
  AnySlot component(const std::string& library, Kind kind) const {
    const Component& inner = component_of_kind(name, library, kind);
    return {kind, inner.id, [&inner](const void* shape) {
              GivenParams defaults({});
              return inner.create(defaults, shape);
            }};
  }
};

}  // namespace

ParamValue read_value(const std::string& name, const std::string& text,
                      const ParamValue& standard) {
  return std::visit(Reader{name, text}, standard);
}

}  // namespace npd::testing
