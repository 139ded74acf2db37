#pragma once

#include "report/array_store.hpp"
#include "report/circuit_source.hpp"

#include <nlohmann/json.hpp>

namespace npd::report {

/// Flow, speed, direction, nullclines and fixed points of each circuit under each input, as
/// page/circuit.js draws them; speeds and directions go into the store.
nlohmann::json circuit_content(const CircuitSource& source, ArrayStore& store);

}  // namespace npd::report
