#pragma once

#include "report/planar_field.hpp"

#include <npd/system.hpp>

#include <memory>
#include <string>
#include <vector>

/// \file circuit_source.hpp
/// Circuits of two state dimensions under constant inputs: what the circuit page draws.
namespace npd::report {

/// A circuit of the grid.
struct CircuitColumn {
  std::string label;               ///< "coupling 0.35"
  std::shared_ptr<System> system;  ///< of two state dimensions
};

/// A constant input.
struct CircuitRow {
  std::string label;  ///< "x = 0.0075 nA"
  Tensor input;       ///< (input), float64
};

/// Inputs that are looked at together.
struct CircuitInputs {
  std::string label;  ///< "(x, -x) up to x = 0.045 nA"
  std::vector<CircuitRow> rows;
};

struct CircuitSource {
  std::string name;     ///< of the data set
  PlanarWindow window;  ///< what is looked at of a system that names no domain
  std::vector<CircuitColumn> columns;
  std::vector<CircuitInputs> inputs;
  std::string note = {};  ///< what differs between the columns, in a sentence
};

}  // namespace npd::report
