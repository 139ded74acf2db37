#pragma once

#include "results/scores.hpp"

#include <cstddef>
#include <limits>
#include <string>

/// \file headlines.hpp
/// What of many scores people see first.
namespace npd::results {

/// The scores that metrics mark as headlines, at most `most` of those that have a value: of each
/// metric in turn its next one, so that every metric has its say. A metric that marks none is
/// taken to mark its first. Among those that are undefined or skipped only headlines stay.
Scores headlines(const Scores& scores, std::size_t most = 8);

/// The table of the headlines, and below it how many more there are and where; with `all` that of
/// all scores.
/// \param where  "scores.csv, or --all"
/// \param width  of the lines, see score_table of scores.hpp
std::string score_table(const Scores& scores, bool all, const std::string& where,
                        std::size_t width = std::numeric_limits<std::size_t>::max());

/// All scores for programs, as JSON: a list of name, value (null: not defined), split, direction,
/// headline, note and doc; and "skipped", name to reason.
std::string scores_json(const Scores& scores);

}  // namespace npd::results
