#include <npd/contract.hpp>
#include <npd/error.hpp>

#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

namespace {

npd::ScoreInfo info(const std::string& name) {
  npd::ScoreInfo score;
  score.name = name;
  return score;
}

}  // namespace

TEST_CASE("the name of a score is an id: it becomes a cell and a column") {
  CHECK_NOTHROW(npd::contract::check_score_infos({info("fwd_r2"), info("r2")}));
  for (const char* name : {"a,b", "R2", "two words", "2nd", "a\nb"}) {
    CHECK_THROWS_AS(npd::contract::check_score_infos({info(name)}), npd::PluginError);
  }
  CHECK_THROWS_WITH(npd::contract::check_score_infos({info("a,b")}),
                    "the score name \"a,b\" must be lower-case letters, digits and underscores and "
                    "start with a letter");
  CHECK_THROWS_WITH(npd::contract::check_score_infos({info("r2"), info("r2")}),
                    "two scores are called \"r2\"");
}

TEST_CASE("a score is given once, and only if it was announced") {
  const std::vector<npd::ScoreInfo> infos{info("r2"), info("mse")};
  CHECK_NOTHROW(npd::contract::check_scores({{"mse", 1, "all"}}, infos));
  CHECK_THROWS_WITH(npd::contract::check_scores({{"r2", 1, "all"}, {"r2", 1, "valid"}}, infos),
                    "gave the score \"r2\" twice");
  CHECK_THROWS_WITH(npd::contract::check_scores({{"r3", 1, "all"}}, infos),
                    "gave the score \"r3\" without announcing it");
}
