#pragma once

#include "results/scores.hpp"

namespace npd::evaluation {

/// Adds a note to every score whose companion valid_<name> is far below it: what was found in the
/// trials that it was fitted to is not there in others. Far below is less than half, and more than
/// 0.1 away, of a score that is above 0 and the better the higher.
void note_what_does_not_carry_over(results::Scores& scores);

}  // namespace npd::evaluation
