#include "conformance/tested.hpp"

#include <npd/contract.hpp>
#include <npd/error.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <type_traits>
#include <variant>

namespace npd::testing {
namespace {

/// "0.1.0", all digits.
bool is_version(const std::string& text) {
  int dots = 0;
  char before = '.';
  for (const char c : text) {
    if (c == '.' && (before == '.' || ++dots > 2)) return false;
    if (c != '.' && (c < '0' || c > '9')) return false;
    before = c;
  }
  return dots == 2 && before != '.';
}

void check_line(const std::string& what, const std::string& text, Findings& findings) {
  if (text.empty()) {
    findings.problem(what + " is empty; users read it in `npd plugins`");
  } else if (text.find('\n') != std::string::npos) {
    findings.problem(what + " must be one line");
  }
}

void check_description(const Tested& tested, Findings& findings) {
  const Component& component = tested.component();
  if (auto fault = contract::fault_of_table({&component, 1})) findings.problem(*fault);
  if (!is_version(component.version)) {
    findings.problem(fmt::format(
        "the version is \"{}\"; a version is three numbers, as in \"0.1.0\"", component.version));
  }
  check_line("the summary", component.summary, findings);
  contract::check_parameters(component, tests_of(component.kind).host_keys);
  for (const auto& [info, standard, optional] : tested.parameters())
    check_line(fmt::format("the description of the parameter \"{}\"", info.name), info.doc,
               findings);

  const auto names = [](const std::vector<Listed>& parameters) {
    std::vector<std::string> all;
    for (const auto& parameter : parameters) all.push_back(parameter.info.name);
    return all;
  };
  if (names(list_parameters(component)) != names(tested.parameters()))
    findings.problem("`visit` lists other parameters when it is called again");
}

/// A value that must be refused, and why.
struct BadValue {
  ParamValue value;
  std::string text;
  std::string why;
};

template <class Number>
std::vector<double> numbers_outside(const Bounds& bounds) {
  std::vector<double> all;
  if (std::isfinite(bounds.lowest)) all.push_back(bounds.lowest - (bounds.lowest_open ? 0 : 1));
  if (std::isfinite(bounds.highest)) all.push_back(bounds.highest + (bounds.highest_open ? 0 : 1));
  if constexpr (std::is_same_v<Number, double>)
    all.push_back(std::numeric_limits<double>::quiet_NaN());
  // What is no number of this type, or too large for it, cannot be given either.
  std::erase_if(all, [](double x) {
    return std::is_same_v<Number, std::int64_t> && (x != std::floor(x) || std::abs(x) > 1e15);
  });
  return all;
}

struct BadValues {
  const ParameterInfo& info;

  std::vector<BadValue> operator()(const std::int64_t&) const {
    auto all = outside<std::int64_t>();
    all.push_back(text_instead());
    return all;
  }
  std::vector<BadValue> operator()(const double&) const {
    auto all = outside<double>();
    all.push_back(text_instead());
    return all;
  }
  std::vector<BadValue> operator()(const std::vector<std::int64_t>&) const {
    return lists_outside<std::int64_t>();
  }
  std::vector<BadValue> operator()(const std::vector<double>&) const {
    return lists_outside<double>();
  }
  std::vector<BadValue> operator()(const std::string&) const {
    std::vector<BadValue> all{number_instead()};
    if (!info.choices.all.empty())
      all.push_back({std::string("no_such_word"), "\"no_such_word\"", "no allowed word"});
    return all;
  }
  std::vector<BadValue> operator()(const std::vector<std::string>&) const {
    std::vector<BadValue> all{number_instead()};
    if (!info.choices.all.empty())
      all.push_back({std::vector<std::string>{"no_such_word"}, "[\"no_such_word\"]",
                     "with a word that is not allowed"});
    return all;
  }
  template <class Other>
  std::vector<BadValue> operator()(const Other&) const {
    return {number_instead()};
  }

 private:
  static BadValue text_instead() { return {std::string("text"), "\"text\"", "of another type"}; }
  static BadValue number_instead() { return {std::int64_t{1}, "1", "of another type"}; }

  template <class Number>
  std::vector<BadValue> outside() const {
    std::vector<BadValue> all;
    for (const double x : numbers_outside<Number>(info.bounds))
      all.push_back({static_cast<Number>(x), fmt::format("{}", x), "out of range"});
    return all;
  }
  template <class Number>
  std::vector<BadValue> lists_outside() const {
    std::vector<BadValue> all{text_instead()};
    for (const double x : numbers_outside<Number>(info.bounds))
      all.push_back({std::vector{static_cast<Number>(x)}, fmt::format("[{}]", x), "out of range"});
    return all;
  }
};

ParamValues changed(const Tested& tested, const std::string& name, const ParamValue& value) {
  ParamValues values = tested.values();
  values.insert_or_assign(name, value);
  return values;
}

/// Without the tables that the list has.
ParamValues with_empty_list(const Tested& tested, const std::string& list) {
  ParamValues values = changed(tested, list, std::monostate());
  std::erase_if(values, [&](const auto& value) { return value.first.starts_with(list + "."); });
  return values;
}

/// How the component takes a value that must be refused; empty: as it should.
std::string fault_of_refusal(const Tested& tested, const std::string& name,
                             const ParamValue& value) {
  try {
    tested.create(changed(tested, name, value));
  } catch (const ConfigError& error) {
    if (error.key() == name) return {};
    return fmt::format("is refused in the name of \"{}\": {}", error.key(), error.what());
  } catch (...) {
    return "does not give a ConfigError but: " + exception_text();
  }
  return "is accepted; `visit` must let the error of Params pass";
}

void check_refusals(const Tested& tested, Findings& findings) {
  for (const auto& [info, standard, optional] : tested.parameters()) {
    for (const auto& bad : std::visit(BadValues{info}, standard)) {
      if (const auto fault = fault_of_refusal(tested, info.name, bad.value); !fault.empty())
        findings.problem(fmt::format("{} = {} ({}) {}", info.name, bad.text, bad.why, fault));
    }
  }
}

/// Creates, or takes a refusal that names a parameter; anything else is a problem.
void check_creation(const Tested& tested, const ParamValues& values, const std::string& what,
                    Findings& findings) {
  try {
    tested.create(values);
  } catch (const ConfigError& error) {
    if (tested.has_parameter(error.key())) {
      findings.note(fmt::format("{} refused: {}: {}", what, error.key(), error.what()));
    } else {
      findings.problem(fmt::format(
          "{} refused without naming a parameter: {}; throw npd::ConfigError(\"name\", ...)", what,
          error.what()));
    }
  } catch (...) {
    findings.problem(fmt::format("{}: {}", what, exception_text()));
  }
}

/// The ends of the allowed range, where these are not too large to try.
std::vector<ParamValue> ends_of(const Listed& parameter) {
  std::vector<ParamValue> ends;
  const auto add = [&](double end, bool open) {
    if (open || !std::isfinite(end) || std::abs(end) > 100) return;
    if (std::holds_alternative<double>(parameter.standard)) ends.emplace_back(end);
    if (std::holds_alternative<std::int64_t>(parameter.standard) && end == std::floor(end))
      ends.emplace_back(static_cast<std::int64_t>(end));
  };
  add(parameter.info.bounds.lowest, parameter.info.bounds.lowest_open);
  add(parameter.info.bounds.highest, parameter.info.bounds.highest_open);
  return ends;
}

/// A text, or a list of texts, that is this word.
ParamValue with_word(const Listed& parameter, const std::string& word) {
  if (std::holds_alternative<std::string>(parameter.standard)) return word;
  return std::vector{word};
}

void check_allowed(const Tested& tested, Findings& findings) {
  check_creation(tested, {}, "defaults", findings);
  try {
    tested.create(tested.values());
  } catch (...) {
    findings.problem("defaults: " + exception_text());
  }
  if (!findings.problems().empty()) return;  // the others would say the same
  for (const auto& parameter : tested.parameters()) {
    const std::string& name = parameter.info.name;
    for (const auto& end : ends_of(parameter))
      check_creation(tested, changed(tested, name, end),
                     fmt::format("an end of the range of \"{}\"", name), findings);
    for (const auto& word : parameter.info.choices.words())
      check_creation(tested, changed(tested, name, with_word(parameter, word)),
                     fmt::format("{} = \"{}\"", name, word), findings);
    if (parameter.optional)
      check_creation(tested, changed(tested, name, std::monostate()),
                     fmt::format("{} left out", name), findings);
    if (std::holds_alternative<std::monostate>(parameter.standard))
      check_creation(tested, with_empty_list(tested, name), fmt::format("{} = []", name), findings);
    if (std::holds_alternative<std::vector<AnySlot>>(parameter.standard))
      check_creation(tested, changed(tested, name, std::vector<AnySlot>()),
                     fmt::format("{} = []", name), findings);
  }
}

}  // namespace

void check_parameters(const Tested& tested, Checks& checks) {
  checks.run("describes itself", [&](Findings& findings) { check_description(tested, findings); });
  checks.run("takes what its parameters allow",
             [&](Findings& findings) { check_allowed(tested, findings); });
  checks.run("refuses bad parameters by name",
             [&](Findings& findings) { check_refusals(tested, findings); });
}

}  // namespace npd::testing
