#pragma once

#include <npd/plugin.hpp>

#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// \file conformance.hpp
/// What every component of a kind must do, checked on one component: the work behind
/// `npd_test_plugin` and the program `npd_conformance`. Sizes are tiny and all draws are seeded, so
/// a check takes milliseconds and gives the same answer each time.
namespace npd::testing {

/// Parameters as words: "rank" -> "2", "levels" -> "0.1,1", "noisy" -> "true". For a parameter that
/// is itself a component: the library that holds one of that kind; without it the kit fills in a
/// small network of its own.
using ParamTexts = std::map<std::string, std::string>;

/// What one check found.
struct CheckResult {
  std::string name;                   ///< "float64 gradients"
  std::vector<std::string> problems;  ///< empty: it passed
  std::vector<std::string> notes;     ///< what was left out or refused, and why
};

/// Told about each check. `before` comes first, so that after a crash one knows which it was.
struct CheckObserver {
  std::function<void(std::string_view name)> before = [](std::string_view) {};
  std::function<void(const CheckResult&)> after = [](const CheckResult&) {};
};

/// Runs every check of the component's kind. Whatever a component throws becomes a problem of the
/// check in which it was thrown.
/// \throws ConfigError naming the parameter if `parameters` has an unknown one or a value that
///         cannot be read
std::vector<CheckResult> check_conformance(const Component& component,
                                           const ParamTexts& parameters = {},
                                           const CheckObserver& observer = {});

}  // namespace npd::testing
