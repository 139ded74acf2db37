#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

/// \file inputs_selection.hpp
/// Which runs of a study show how well inputs can come back, as the published figures choose them.
namespace npd::report {

/// Numbers of trials.
struct InputsSelection {
  std::size_t bad = 0, ok = 0, good = 0;
};

/// Of the trials whose rates came back (rate_r2 above 0.5) the one with the smallest
/// fwd_input_r2, the one nearest to the middle between smallest and largest, and the one with the
/// largest; the first of equal ones. NaN counts as no score.
/// \return nothing if no trial has both scores
std::optional<InputsSelection> select_inputs(const std::vector<double>& rate_r2,
                                             const std::vector<double>& fwd_input_r2);

/// Scores of a run above its inputs: "rate r2=0.988, fwd r2=0.971, bwd r2=0.620, proc=0.425".
std::string inputs_title(double rate_r2, double fwd_input_r2, double bwd_input_r2,
                         double input_procrustes_rot);

}  // namespace npd::report
