/// \file main.cpp
/// The program `npd_conformance`: the checks of a plugin library's components, one line a check.
/// Exit code 0 if all passed, 1 if one did not, 2 if it was called wrongly.
#include <npd/error.hpp>
#include <npd/testing/conformance.hpp>
#include <npd/testing/load_component.hpp>

#include <ATen/Parallel.h>
#include <fmt/format.h>

#include <algorithm>
#include <exception>
#include <iostream>
#include <string>
#include <vector>

namespace {

using npd::testing::CheckResult;
using npd::testing::ParamTexts;

constexpr const char* usage =
    "usage: npd_conformance LIBRARY [--component ID] [PARAMETER=VALUE ...]\n"
    "Checks that the components of a plugin library do what their kind must do.\n";

struct Arguments {
  std::string library;
  std::string component;  // empty: all of the library
  ParamTexts parameters;
};

/// \throws npd::ConfigError saying what is wrong
Arguments parse(const std::vector<std::string>& words) {
  Arguments arguments;
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto equals = words[i].find('=');
    if (words[i] == "--component" && i + 1 < words.size()) {
      arguments.component = words[++i];
    } else if (arguments.library.empty()) {
      arguments.library = words[i];
    } else if (equals != std::string::npos && equals > 0) {
      arguments.parameters[words[i].substr(0, equals)] = words[i].substr(equals + 1);
    } else {
      throw npd::ConfigError(fmt::format("cannot understand \"{}\"", words[i]));
    }
  }
  if (arguments.library.empty()) throw npd::ConfigError("no library is given");
  return arguments;
}

void print(const CheckResult& result) {
  std::cout << (result.problems.empty() ? "ok" : "FAILED");
  std::cout << '\n';
  for (const auto& problem : result.problems) std::cout << "      " << problem << '\n';
  for (const auto& note : result.notes) std::cout << "      note: " << note << '\n';
}

/// \return whether all checks passed
bool check(const npd::Component& component, const ParamTexts& parameters) {
  std::cout << fmt::format("{} \"{}\" {}", kind_name(component.kind), component.id,
                           component.version);
  for (const auto& [name, value] : parameters) std::cout << fmt::format(" {}={}", name, value);
  std::cout << '\n';
  const auto results = npd::testing::check_conformance(
      component, parameters,
      // Flushed, so that a crash leaves the name of its check as the last line.
      {[](std::string_view name) { std::cout << fmt::format("  {:<42}", name) << std::flush; },
       print});
  const auto failed = std::count_if(results.begin(), results.end(),
                                    [](const auto& result) { return !result.problems.empty(); });
  std::cout << fmt::format("  {} checks, {} failed\n", results.size(), failed);
  return failed == 0;
}

}  // namespace

int main(int argc, char** argv) {
  at::set_num_threads(1);  // sums then have the same bits everywhere
  try {
    const Arguments arguments = parse({argv + 1, argv + argc});
    bool passed = true;
    if (!arguments.component.empty()) {
      passed = check(npd::testing::load_component(arguments.library, arguments.component),
                     arguments.parameters);
    } else {
      for (const auto& component : npd::testing::load_components(arguments.library))
        passed = check(component, arguments.parameters) && passed;
    }
    return passed ? 0 : 1;
  } catch (const npd::ConfigError& error) {
    std::cerr << "npd_conformance: error: " << error.what() << '\n' << usage;
    return 2;
  } catch (const std::exception& error) {
    std::cerr << "npd_conformance: error: " << error.what() << '\n';
    return 1;
  }
}
