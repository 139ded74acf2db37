#include "report/warnings.hpp"

#include <npd/ops.hpp>

#include <algorithm>

#include <npd/testing/catch.hpp>

namespace {

using npd::report::RunArrays;
using npd::report::RunSource;
using npd::report::ScoreLine;
using npd::report::warnings_of;

bool warned(const RunSource& source, const std::string& title) {
  const auto warnings = warnings_of(source);
  return std::any_of(warnings.begin(), warnings.end(),
                     [&](const auto& warning) { return warning.title == title; });
}

ScoreLine score(const std::string& name, double value) {
  return {name, "all", "higher", "", value, 1};
}

RunSource trained(const std::vector<std::string>& losses) {
  RunSource source;
  source.record = {{"best_epoch", 2}};
  source.parameters = {{"training.max_epochs", 3}};
  source.metrics.emplace();
  source.metrics->columns = {"epoch", "valid/recon"};
  for (std::size_t i = 0; i < losses.size(); ++i) {
    source.metrics->rows.push_back({std::to_string(i), losses[i]});
  }
  return source;
}

/// 5 trials of 4 bins of 3 neurons; every posterior moves as far as it is wide.
RunSource with_arrays() {
  RunSource source;
  auto& arrays = source.arrays.emplace();
  arrays.counts = at::ones({5, 4, 3}, at::kDouble);
  arrays.initial_mean = at::arange(10, at::kDouble).reshape({5, 2});
  arrays.initial_std = at::ones({5, 2}, at::kDouble);
  arrays.controller_mean = at::arange(20, at::kDouble).reshape({5, 4, 1});
  arrays.controller_std = at::ones({5, 4, 1}, at::kDouble);
  return source;
}

}  // namespace

TEST_CASE("a run without fault has no warnings") {
  CHECK(warnings_of(with_arrays()).empty());
  CHECK(warnings_of(trained({"3", "2", "1", "1"})).empty());
}

TEST_CASE("a high floor of a metric is told") {
  RunSource source;
  source.scores = {score("a_lin", 1.11), score("a_lin_floor", 1.107), score("b_lin_floor", 0.1)};
  CHECK(warned(source, "a_lin cannot be good here"));
  CHECK(warnings_of(source).size() == 1);
}

TEST_CASE("scores that fall on trials that they were not fitted to are told") {
  for (const std::string prefix : {"valid_", "heldout_"}) {
    RunSource source;
    source.scores = {score("r2", 0.9), score(prefix + "r2", 0.8)};
    CHECK(warned(source, "Some scores were fitted on the trials that they score"));
    source.scores[1].value = 0.89;
    CHECK(warnings_of(source).empty());
  }
}

TEST_CASE("training that ended at its last epoch is told") {
  CHECK(warned(trained({"3", "2", "1"}), "Training was still improving when it stopped"));
  auto early = trained({"3", "2", "1"});
  early.parameters["training.max_epochs"] = 4;
  CHECK(warnings_of(early).empty());
}

TEST_CASE("a validation loss that rises again, or leaves the finite numbers, is told") {
  CHECK(warned(trained({"3", "1", "1", "1.3"}), "The validation loss rose again"));
  CHECK_FALSE(warned(trained({"3", "1", "1", "1.1"}), "The validation loss rose again"));
  CHECK(warned(trained({"3", "1", "1", ""}), "The validation loss is not finite"));
}

TEST_CASE("posteriors whose means never move are told") {
  auto source = with_arrays();
  source.arrays->controller_mean = source.arrays->controller_mean * 1e-4;
  CHECK(warned(source, "The controller is dead"));
  source.arrays->initial_mean = source.arrays->initial_mean * 1e-4;
  CHECK(warned(source, "The initial conditions have collapsed"));
}

TEST_CASE("neurons that never spike are told by number") {
  auto source = with_arrays();
  source.arrays->counts.select(2, 1).zero_();
  const auto warnings = warnings_of(source);
  REQUIRE(warnings.size() == 1);
  CHECK(warnings[0].title == "1 of 3 neurons never spike");
  CHECK_THAT(warnings[0].text, npd::testing::EndsWith("from 0: 1."));
}
