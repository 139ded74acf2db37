#pragma once

#include "evaluation/scores.hpp"

#include <string>

namespace npd::eval {

/// A score for people: four decimals, unless that would fill the line with digits.
std::string value_text(double value);

/// A table for people: metric, value, split, direction, range, perfect; below it the scores that
/// are not defined for this data and those that were skipped, with the reason.
std::string score_table(const Scores& scores);

/// The file `scores.csv`: metric, value, split, direction, perfect; one row a score. Numbers read
/// back to the same bits; NaN is an empty cell.
std::string scores_csv(const Scores& scores);

}  // namespace npd::eval
