#include "results/headlines.hpp"

#include <nlohmann/json.hpp>

#include <limits>

#include <npd/testing/catch.hpp>

namespace npd::results {
namespace {

constexpr double undefined = std::numeric_limits<double>::quiet_NaN();

void add(Scores& scores, const std::string& metric, const std::string& name, bool headline,
         double value = 0.5) {
  ScoreRow row{{name, value, "all"}, {}, metric};
  row.info.name = name;
  row.info.headline = headline;
  scores.rows.push_back(row);
}

std::vector<std::string> names(const Scores& scores) {
  std::vector<std::string> names;
  for (const auto& row : scores.rows) names.push_back(row.score.name);
  return names;
}

Scores many() {
  Scores scores;
  for (const char* name : {"a1", "a2", "a3", "a4"}) add(scores, "a", name, true);
  add(scores, "a", "a5", false);
  for (const char* name : {"b1", "b2"}) add(scores, "b", name, false);
  add(scores, "c", "c1", false);
  for (const char* name : {"c2", "c3"}) add(scores, "c", name, true);
  return scores;
}

}  // namespace

TEST_CASE("headlines: what metrics mark, or their first score") {
  CHECK(names(headlines(many())) ==
        std::vector<std::string>{"a1", "a2", "a3", "a4", "b1", "c2", "c3"});
}

TEST_CASE("headlines: where there is little room each metric has its say") {
  CHECK(names(headlines(many(), 3)) == std::vector<std::string>{"a1", "b1", "c2"});
  CHECK(names(headlines(many(), 5)) == std::vector<std::string>{"a1", "a2", "b1", "c2", "c3"});
}

TEST_CASE("headlines: a score without a value takes no room, and is listed") {
  Scores scores;
  add(scores, "a", "a1", true, undefined);
  add(scores, "a", "a2", false, undefined);
  add(scores, "a", "a3", true);
  scores.skipped = {{"s1", "no truth", true}, {"s2", "no truth", false}};
  const auto first = headlines(scores, 1);
  CHECK(names(first) == std::vector<std::string>{"a1", "a3"});
  REQUIRE(first.skipped.size() == 1);
  CHECK(first.skipped[0].name == "s1");
}

TEST_CASE("the table says how many scores it leaves out, and where they are") {
  const auto table = score_table(many(), false, "give --all");
  CHECK_THAT(table, testing::ContainsSubstring("\n3 more scores: give --all\n"));
  CHECK(table.find("\nb2 ") == std::string::npos);
  const auto whole = score_table(many(), true, "give --all");
  CHECK_THAT(whole, testing::ContainsSubstring("\nb2 "));
  CHECK(whole.find("more scores") == std::string::npos);
  auto with_skipped = many();
  with_skipped.skipped = {{"s1", "no truth", false}, {"s2", "no truth", true}};
  CHECK_THAT(score_table(with_skipped, false, "give --all"),
             testing::ContainsSubstring("\n4 more scores: give --all\n"));
}

TEST_CASE("scores for programs") {
  Scores scores;
  add(scores, "a", "a1", true, 0.1);
  add(scores, "a", "a2", false, undefined);
  scores.rows[0].score.note = "few samples";
  scores.rows[0].info.doc = "what it is";
  scores.rows[1].score.reason = "no trials";
  scores.skipped = {{"s1", "no truth"}};
  const auto json = nlohmann::json::parse(scores_json(scores));
  REQUIRE(json.at("scores").size() == 2);
  CHECK(json.at("scores")[0].at("value") == 0.1);
  CHECK(json.at("scores")[0].at("headline") == true);
  CHECK(json.at("scores")[0].at("note") == "few samples");
  CHECK(json.at("scores")[0].at("doc") == "what it is");
  CHECK(json.at("scores")[1].at("value").is_null());
  CHECK(json.at("scores")[1].at("note") == "no trials");
  CHECK(json.at("skipped").at("s1") == "no truth");
}

}  // namespace npd::results
