#pragma once

#include "dynamics/points.hpp"

#include <npd/analysis.hpp>
#include <npd/params.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// \file constant_inputs.hpp
/// The inputs under which fixed points are looked for.
namespace npd::dynamics {

/// One that the user gives.
struct GivenInput {
  std::string name;
  std::vector<double> values, true_values;

  void visit(Params& p) {
    p("name", name, "What tables call it");
    p("values", values, "Input of the model; empty: not looked for in the model");
    p("true_values", true_values, "Input of the true system; empty: not looked for in the truth");
  }
};

/// Which there are.
struct InputConfig {
  bool zero = true;
  bool conditions = true;
  std::int64_t first_bin = 0;
  std::int64_t bins = 0;
  std::vector<GivenInput> inputs;

  void visit(Params& p) {
    p("zero", zero, "Look at input 0");
    p("conditions", conditions,
      "Look at the mean input of each condition; without conditions at that of all trials");
    p("first_bin", first_bin, "First bin that mean inputs are taken over", at_least(0), "bins");
    p("bins", bins, "How many bins mean inputs are taken over; 0: to the end", at_least(0), "bins");
    p("inputs", inputs, "Further inputs");
  }
};

/// A constant input of the model, of the truth, or of both.
struct ConstantInput {
  std::string name;
  std::optional<Point> model, truth;
  /// Both mean the same: not the zero of a model, whose inputs are its own.
  bool is_same = false;

  /// Whether fixed points of both can be compared.
  bool is_common() const { return is_same && model && truth; }
};

/// \throws ConfigError  if a window or a given input does not fit the data
std::vector<ConstantInput> constant_inputs(const InputConfig& config, const AnalysisData& data);

}  // namespace npd::dynamics
