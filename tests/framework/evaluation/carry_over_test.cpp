#include "evaluation/carry_over.hpp"

#include <string>

#include <npd/testing/catch.hpp>

namespace npd::evaluation {
namespace {

/// The note of a score that training trials gave, beside that of validation trials.
std::string note(double fitted, double valid, Direction direction = Direction::higher_is_better) {
  results::Scores scores;
  for (const auto& [name, value] : {std::pair{"r2", fitted}, std::pair{"valid_r2", valid}}) {
    ScoreInfo info;
    info.name = name;
    info.direction = direction;
    scores.rows.push_back({{name, value, "all"}, info});
  }
  note_what_does_not_carry_over(scores);
  return scores.rows[0].score.note;
}

}  // namespace

TEST_CASE("a score that validation trials do not reach half of is noted") {
  CHECK(note(0.8, 0.39) == "valid_r2 is 0.3900: it does not carry over to other trials");
  CHECK(note(0.8, 0.41).empty());
  CHECK(note(0.1, -3) == "valid_r2 is -3.0000: it does not carry over to other trials");
  CHECK(note(-0.1, -3).empty());  // there is nothing to carry over
  CHECK(note(0.8, 0.1, Direction::lower_is_better).empty());
}

TEST_CASE("small scores differ by chance, which is not noted") {
  CHECK(note(0.1, 0.01).empty());
  CHECK_FALSE(note(0.1, -0.01).empty());
}

}  // namespace npd::evaluation
