#pragma once

#include "report/run_source.hpp"

#include <npd/figure.hpp>

#include <vector>

namespace npd::report {

/// How wide the posteriors are beside how much their means differ: of the initial condition over
/// its dimensions, of the controller's output over time. Empty where the file has neither.
std::vector<Figure> posterior_figures(const RunSource& source);

}  // namespace npd::report
