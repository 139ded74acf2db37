#pragma once

#include "conformance/checks.hpp"

#include <npd/testing/gradcheck.hpp>

#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace npd::testing {

/// A generator or a readout of one size, seen as what they have in common: a function of arrays
/// whose first axis is the trial.
struct ModuleCase {
  std::string size;  ///< "input 2, state 3"
  std::shared_ptr<Module> module;
  bool trained = true;
  bool has_kernel = false;
  std::string result_name;  ///< "next state (trial, state)"
  std::vector<std::string> argument_names;

  /// Random arguments of so many trials, float32.
  std::function<std::vector<Tensor>(std::int64_t trials, std::uint64_t seed)> arguments;
  std::function<Tensor(const std::vector<Tensor>& arguments)> apply;
  std::function<std::vector<std::int64_t>(std::int64_t trials)> result_sizes;
  std::function<std::vector<Deviation>()> gradient_deviations, kernel_deviations;
  /// What only this kind must do; runs on one size.
  std::function<void(Findings&)> check_kind;
};

/// Makes a new object each time; throws ConfigError where the component refuses this size.
using MakeCase = std::function<ModuleCase()>;

/// The checks that generators and readouts share.
/// \param makers  one for each size, the smallest first: what needs one size only, as finite
///                differences, takes the first that the component accepts
/// \param kind_check  the name of `check_kind`
void check_module(const std::vector<MakeCase>& makers, const char* kind_check, Checks& checks);

}  // namespace npd::testing
