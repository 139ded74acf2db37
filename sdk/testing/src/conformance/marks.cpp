#include "conformance/marks.hpp"

#include <npd/contract.hpp>
#include <npd/error.hpp>
#include <npd/tensor.hpp>

#include <fmt/format.h>

#include <string>
#include <variant>
#include <vector>

namespace npd::testing {
namespace {

using Make = std::function<std::shared_ptr<Module>(const ParamValues&)>;

/// Names and shapes of all weights; empty if the component refuses the values.
std::string weights_of(const Make& make, const ParamValues& values) {
  try {
    std::string text;
    for (const auto& weight : make(values)->weights()) {
      text += fmt::format("{} {}\n", weight.name, shape_text(weight.value.sizes()));
    }
    return text.empty() ? "none" : text;
  } catch (const ConfigError&) {
    return {};
  }
}

/// Values that a parameter may also have, one step or word away, and how messages call them.
struct OtherValues {
  const ParameterInfo& info;
  using Values = std::vector<std::pair<ParamValue, std::string>>;

  Values operator()(const bool& standard) const {
    return {{!standard, standard ? "false" : "true"}};
  }
  Values operator()(const std::int64_t& standard) const {
    Values values;
    for (const std::int64_t other : {standard + 1, standard - 1}) {
      if (info.bounds.allow(static_cast<double>(other))) {
        values.emplace_back(other, std::to_string(other));
      }
    }
    return values;
  }
  Values operator()(const std::string& standard) const {
    Values values;
    for (const auto& word : info.choices.words()) {
      if (word != standard) values.emplace_back(word, fmt::format("\"{}\"", word));
    }
    return values;
  }
  template <class Other>
  Values operator()(const Other&) const {
    return {};
  }
};

/// The value of another choice that changes the weights' shapes; empty: none does.
std::string changing_value(const Tested& tested, const Listed& parameter, const Make& make,
                           const std::string& before) {
  const auto given = tested.values().find(parameter.info.name);
  const auto& standard = given == tested.values().end() ? parameter.standard : given->second;
  for (const auto& [value, text] : std::visit(OtherValues{parameter.info}, standard)) {
    ParamValues values = tested.values();
    values.insert_or_assign(parameter.info.name, value);
    const auto after = weights_of(make, values);
    if (!after.empty() && after != before) return text;
  }
  return {};
}

}  // namespace

void check_marks(const Tested& tested, const Make& make, Checks& checks) {
  checks.run("marks what changes weights", [&](Findings& findings) {
    const auto before = weights_of(make, tested.values());
    if (before.empty()) return;
    for (const auto& parameter : tested.parameters()) {
      const auto& info = parameter.info;
      const auto value = changing_value(tested, parameter, make, before);
      if (value.empty()) continue;
      if (!info.changes_shapes) {
        findings.problem(fmt::format(
            "{} = {} makes other weights; mark the parameter npd::changes_shapes, so that studies "
            "do not change it while a model is being trained",
            info.name, value));
      } else if (info.may_change_while_training) {
        findings.problem(
            fmt::format("{} is marked npd::may_change_while_training, but {} makes other weights",
                        info.name, value));
      }
    }
  });
}

}  // namespace npd::testing
