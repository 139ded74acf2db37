#include "evaluation/scores.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <limits>

#include <npd/testing/catch.hpp>

using npd::Subject;
using npd::evaluation::NamedMetric;
using npd::results::Scores;
using npd::testing::ContainsSubstring;

namespace {

/// Says what it is told to say.
class Parrot final : public npd::Metric {
 public:
  Parrot(std::vector<npd::ScoreInfo> infos, std::vector<npd::Score> given)
      : infos_(std::move(infos)), given_(std::move(given)) {}

  std::vector<npd::ScoreInfo> scores() const override { return infos_; }
  std::vector<npd::Score> evaluate(const npd::Evaluation&) override {
    ++calls;
    return given_;
  }

  int calls = 0;

 private:
  std::vector<npd::ScoreInfo> infos_;
  std::vector<npd::Score> given_;
};

npd::ScoreInfo info(const std::string& name, Subject subject) {
  npd::ScoreInfo result;
  result.name = name;
  result.subject = subject;
  result.lowest = 0;
  result.highest = 1;
  return result;
}

std::shared_ptr<Parrot> parrot(std::vector<npd::ScoreInfo> infos, std::vector<npd::Score> given) {
  return std::make_shared<Parrot>(std::move(infos), std::move(given));
}

npd::Evaluation only_latents() {
  npd::Evaluation evaluation;
  evaluation.truth.latents = at::ones({2, 3, 1}, at::kDouble);
  evaluation.estimates.latents = evaluation.truth.latents;
  return evaluation;
}

Scores run(const std::shared_ptr<npd::Metric>& metric, const npd::Evaluation& evaluation) {
  return npd::evaluation::score({{"metric \"parrot\"", metric}}, evaluation);
}

}  // namespace

TEST_CASE("scores come with what they mean, in order") {
  const auto scores = npd::evaluation::score(
      {{"a", parrot({info("y", Subject::latents), info("x", Subject::latents)},
                    {{"x", 0.5, "all"}, {"y", 0.25, "valid"}})},
       {"b", parrot({info("z", Subject::latents)}, {{"z", 1, "all"}})}},
      only_latents());
  REQUIRE(scores.rows.size() == 3);
  CHECK(scores.rows[0].score.name == "x");
  CHECK(scores.rows[0].info.name == "x");
  CHECK(scores.rows[1].score.value == 0.25);
  CHECK(scores.rows[1].score.split == "valid");
  CHECK(scores.rows[2].score.name == "z");
  CHECK(scores.skipped.empty());
}

TEST_CASE("a score whose truth or estimate is absent is skipped by name with the reason") {
  npd::Evaluation evaluation = only_latents();
  evaluation.truth.inputs = at::ones({2, 3, 1}, at::kDouble);
  evaluation.estimates.inputs = at::ones({2, 3, 0}, at::kDouble);
  const auto metric = parrot({info("latent", Subject::latents), info("rate", Subject::rates),
                              info("input", Subject::inputs), info("bits", Subject::spikes)},
                             {{"latent", 1, "all"}});
  const auto scores = run(metric, evaluation);
  CHECK(scores.rows.size() == 1);
  REQUIRE(scores.skipped.size() == 3);
  CHECK(scores.skipped[0].name == "rate");
  CHECK(scores.skipped[0].reason == "the data set has no true rates");
  CHECK(scores.skipped[1].name == "input");
  CHECK(scores.skipped[1].reason == "the model infers no inputs");
  CHECK(scores.skipped[2].reason == "the data set has no spikes");
}

TEST_CASE("a metric with nothing to compare is not called") {
  const auto metric = parrot({info("rate", Subject::rates)}, {});
  const auto scores = run(metric, only_latents());
  CHECK(metric->calls == 0);
  CHECK(scores.skipped.size() == 1);
}

TEST_CASE("a metric that breaks its promise is named") {
  const npd::ScoreInfo x = info("x", Subject::latents);
  CHECK_THROWS_AS(run(parrot({x}, {{"y", 1, "all"}}), only_latents()), npd::PluginError);
  CHECK_THROWS_WITH(run(parrot({x}, {{"y", 1, "all"}}), only_latents()),
                    "metric \"parrot\": gave the score \"y\", which it does not announce in "
                    "scores()");
  CHECK_THROWS_WITH(run(parrot({x}, {{"x", 1.5, "all"}}), only_latents()),
                    "metric \"parrot\": gave x = 1.5, outside its announced range 0 to 1");
  CHECK_THROWS_WITH(run(parrot({x}, {{"x", -1e-9, "all"}}), only_latents()),
                    ContainsSubstring("gave x = -1e-09, outside"));
  CHECK_THROWS_WITH(run(parrot({x}, {}), only_latents()),
                    ContainsSubstring("left out the score \"x\" although"));
}

TEST_CASE("NaN is a score: not defined for this data") {
  const double not_a_number = std::numeric_limits<double>::quiet_NaN();
  const auto scores =
      run(parrot({info("x", Subject::latents)}, {{"x", not_a_number, "all"}}), only_latents());
  CHECK(scores.rows.size() == 1);
}

TEST_CASE("two metrics may not give the same score") {
  const auto metric = parrot({info("x", Subject::latents)}, {{"x", 1, "all"}});
  CHECK_THROWS_AS(npd::evaluation::score({{"a", metric}, {"b", metric}}, only_latents()),
                  npd::ConfigError);
  CHECK_THROWS_WITH(npd::evaluation::score({{"a", metric}, {"b", metric}}, only_latents()),
                    "b: gives the score \"x\", which a gives already; remove one of the two");
}

namespace {

/// The note of x = `fitted` beside valid_x = `valid`.
std::string note_beside(double fitted, double valid, const std::string& own = {},
                        npd::Direction direction = npd::Direction::higher_is_better) {
  auto x = info("x", Subject::latents), y = info("valid_x", Subject::latents);
  x.lowest = y.lowest = -std::numeric_limits<double>::infinity();
  x.direction = direction;
  npd::Score score{"x", fitted, "all"};
  score.note = own;
  return run(parrot({x, y}, {score, {"valid_x", valid, "valid"}}), only_latents())
      .rows[0]
      .score.note;
}

}  // namespace

TEST_CASE("a score that does not carry over to validation trials is noted") {
  CHECK(note_beside(0.9, -1530) == "valid_x is -1530.0000: it does not carry over to other trials");
  CHECK(note_beside(0.9, 0.4, "few samples") ==
        "few samples; valid_x is 0.4000: it does not carry over to other trials");
  CHECK(note_beside(0.9, 0.8).empty());
  CHECK(note_beside(0.08, 0.01).empty());
  CHECK(note_beside(-0.2, -9).empty());
  CHECK(note_beside(0.9, std::numeric_limits<double>::quiet_NaN()).empty());
  CHECK(note_beside(0.9, -5, "", npd::Direction::lower_is_better).empty());
}
