#pragma once

#include "report/population_source.hpp"

#include <nlohmann/json.hpp>

namespace npd::report {

/// What the page of a population draws, see page/population.js; null without one.
nlohmann::json population_content(const std::optional<PopulationSource>& population);

}  // namespace npd::report
