#pragma once

#include "conformance/checks.hpp"

#include <npd/metric.hpp>

#include <vector>

namespace npd::testing {

/// Whether two values of a score are the same but for rounding.
bool equal_scores(double a, double b);

/// What scores say of themselves: names, one-line descriptions, ranges that end at what is perfect.
void check_infos(const std::vector<ScoreInfo>& infos, Findings& findings);

/// Of scores that are NaN: a reason, and no note.
void check_reasons(const std::vector<Score>& scores, Findings& findings);

}  // namespace npd::testing
