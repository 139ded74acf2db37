#include <npd/testing/conformance.hpp>
#include <npd/testing/load_component.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include <npd/testing/catch.hpp>

using npd::testing::CheckResult;

namespace {

std::vector<CheckResult> results_of(const std::string& fault) {
  return npd::testing::check_conformance(
      npd::testing::load_component(NPD_FIXTURES "/faulty_analysis.so", "faulty_analysis"),
      {{"fault", fault}});
}

/// "CHECK: its first problem" of the first check that failed; empty if none did.
std::string first_failure(const std::string& fault) {
  const auto results = results_of(fault);
  const auto failed = std::find_if(results.begin(), results.end(),
                                   [](const CheckResult& r) { return !r.problems.empty(); });
  return failed == results.end() ? "" : failed->name + ": " + failed->problems.front();
}

}  // namespace

TEST_CASE("the kit accepts a right analysis and catches a wrong one") {
  const std::pair<const char*, const char*> cases[] = {
      {"no_doc",
       "announces its scores: the description of the score \"step_error\" must be one line"},
      {"missing", "gives what it announces: threw: left out the score \"step_error\""},
      {"unannounced",
       "gives what it announces: threw: gave the score \"surprise\" without announcing it"},
      {"negative", "gives what it announces: threw: gave step_error = -1, outside its announced"},
      {"no_reason", "gives what it announces: the score \"step_error\" is NaN without a reason"},
      {"ragged",
       "gives what it announces: threw: table \"errors\": the column other has 1 cells, size has "
       "3"},
      {"table_name", "gives what it announces: threw: a table is called \"../errors\""},
      {"no_array", "gives what it announces: threw: array \"errors\" is not there"},
      {"complex", "gives what it announces: threw: array \"errors\" holds ComplexDouble"},
      {"figure", "gives what it announces: threw: figure \"errors\": the title must be one line"},
      {"offset",
       "perfect where the model is the truth: the score \"step_error\" is 0.25 where the model is "
       "the true system; announced is 0"},
      {"counts_calls", "perfect where the model is the truth: the score \"step_error\" is 0.001"},
      {"other_array", "equal arguments, equal results: the array \"errors\" is not the same"},
      {"writes", "equal arguments, equal results: writes into model.states; other analyses"},
      {"needs_less", "does without what it does not need: failed without true latents: "},
      {"needs_conditions", "does without what it does not need: failed without conditions: "},
      {"goes_on", "can be interrupted: goes on after progress() wanted to end it"},
  };
  CHECK(first_failure("none") == "");
  for (const auto& [fault, message] : cases) {
    CAPTURE(fault);
    CHECK_THAT(first_failure(fault), npd::testing::StartsWith(message));
  }
}

TEST_CASE("an analysis that tells no progress is noted") {
  std::vector<std::string> notes;
  for (const auto& result : results_of("silent")) {
    CHECK(result.problems.empty());
    notes.insert(notes.end(), result.notes.begin(), result.notes.end());
  }
  REQUIRE(notes.size() == 1);
  CHECK_THAT(notes.front(), npd::testing::StartsWith("never calls progress()"));
}
