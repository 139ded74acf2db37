#pragma once

#include "config/component_source.hpp"
#include "report/circuit_source.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace npd::app {

/// The circuit behind what the neurons of a data set see, if its true system has two state
/// dimensions: as it is, and where published/circuits.csv names the data set, with the other
/// couplings and inputs that are looked at beside it.
/// \param file       of an experiment, or with the table [dataset] alone
/// \param overrides  as of runs::simulate
/// \return nothing if there is no system, or it has other dimensions
/// \throws npd::Error if the data set cannot be made
std::optional<report::CircuitSource> true_circuit(const std::filesystem::path& file,
                                                  const std::vector<std::string>& overrides,
                                                  config::ComponentSource& plugins);

}  // namespace npd::app
