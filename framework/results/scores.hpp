#pragma once

#include <npd/metric.hpp>

#include <cstddef>
#include <limits>
#include <string>
#include <vector>

/// \file scores.hpp
/// Scores with what they mean, as a table for people and as the file scores.csv.

namespace npd::results {

/// One number and what it means.
struct ScoreRow {
  Score score;
  ScoreInfo info;
  std::string metric = {};  ///< which one gives it
};

/// A score that this data or this model does not allow, or does not define.
struct SkippedScore {
  std::string name;
  std::string reason;  ///< "the data set has no true inputs"
  bool headline = false;
};

/// Everything that some metrics say of one model; in the order of the metrics and their scores.
struct Scores {
  std::vector<ScoreRow> rows;
  std::vector<SkippedScore> skipped;
};

/// Puts more scores behind those that there are.
void add(Scores& scores, Scores more);

/// A score for people: four decimals, unless that would fill the line with digits.
std::string value_text(double value);

/// A table for people: metric, value, split, direction, range, perfect; if a score says less than
/// it seems to, a mark behind it and the notes below; then the scores that are not defined for this
/// data and those that were skipped, with the reason. "-": the truth has no perfect value.
/// \param width  of the lines; the columns from the right that do not fit are left out
std::string score_table(const Scores& scores,
                        std::size_t width = std::numeric_limits<std::size_t>::max());

/// The file `scores.csv`: metric, value, split, direction, perfect, note, doc; one row a score.
/// Numbers read back to the same bits; NaN is an empty cell, as is a perfect value that there is
/// not. The note says why a number says little, or why there is none.
std::string scores_csv(const Scores& scores);

}  // namespace npd::results
