#include "evaluation/carry_over.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace npd::evaluation {
namespace {

bool is_far_below(double valid, double fitted) {
  constexpr double share = 0.5, distance = 0.1;
  return fitted > 0 && valid < share * fitted && valid < fitted - distance;
}

}  // namespace

void note_what_does_not_carry_over(results::Scores& scores) {
  for (auto& row : scores.rows) {
    if (row.info.direction != Direction::higher_is_better) continue;
    const auto name = "valid_" + row.score.name;
    const auto valid =
        std::find_if(scores.rows.begin(), scores.rows.end(),
                     [&](const results::ScoreRow& other) { return other.score.name == name; });
    if (valid == scores.rows.end() || !is_far_below(valid->score.value, row.score.value)) continue;
    auto& note = row.score.note;
    note += fmt::format("{}{} is {}: it does not carry over to other trials",
                        note.empty() ? "" : "; ", name, results::value_text(valid->score.value));
  }
}

}  // namespace npd::evaluation
