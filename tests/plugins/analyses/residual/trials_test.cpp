#include "residual/bins.hpp"
#include "residual/groups.hpp"
#include "residual/layout.hpp"
#include "residual/settings.hpp"
#include "residual/sources.hpp"

#include <npd/error.hpp>
#include <npd/metric.hpp>
#include <npd/ops.hpp>

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::residual;
using npd::testing::Approx;
using npd::testing::ContainsSubstring;

namespace {

/// 24 trials of two stimuli with a choice each; the last has no stimulus.
npd::Evaluation evaluation() {
  npd::Evaluation e;
  e.spikes = at::zeros({24, 10, 2}, at::kDouble);
  e.conditions.names = {"low", "high"};
  std::vector<double> choices, blocks;
  for (std::int64_t i = 0; i < 24; ++i) {
    e.conditions.labels.push_back(i == 23 ? -1 : i % 2);
    choices.push_back(i % 8 < 5 ? 0 : 1);
    blocks.push_back(static_cast<double>(i % 2));
  }
  e.trial_info = {{"choice", choices}, {"block", blocks}};
  return e;
}

TrialSettings grouped(std::vector<std::string> fine, std::vector<std::string> coarse,
                      std::int64_t min_trials) {
  TrialSettings settings;
  settings.fine = std::move(fine);
  settings.coarse = std::move(coarse);
  settings.min_trials = min_trials;
  return settings;
}

}  // namespace

TEST_CASE(
    "trials that agree in all facts share a mean, and those of a choice are fitted together") {
  const auto groups = groups_of(grouped({"conditions"}, {"choice"}, 2), evaluation());
  REQUIRE(groups.coarse.size() == 2);
  CHECK(groups.coarse[0].name == "choice 0");
  CHECK(groups.coarse[0].trials.size() == 15);
  CHECK(groups.coarse[1].trials.size() == 8);
  CHECK(groups.fine[23] == -1);  // of no condition
  CHECK(groups.fine[0] == groups.fine[2]);
  CHECK(groups.fine[0] != groups.fine[1]);
  CHECK(groups.fine[4] != groups.fine[6]);  // another choice
}

TEST_CASE("without facts all trials are one group") {
  const auto groups = groups_of(grouped({}, {}, 2), evaluation());
  REQUIRE(groups.coarse.size() == 1);
  CHECK(groups.coarse[0].name == "all trials");
  CHECK(groups.coarse[0].trials.size() == 24);
  auto without = evaluation();
  without.conditions = {};
  CHECK(groups_of(grouped({"conditions"}, {}, 2), without).coarse[0].trials.size() == 24);
}

TEST_CASE("groups that are too small are left out, and told") {
  // Stimulus and choice: 9, 6, 3 and 5 trials.
  const auto groups = groups_of(grouped({"conditions"}, {"choice"}, 6), evaluation());
  REQUIRE(groups.warnings.size() == 2);
  CHECK(groups.warnings[0] ==
        "2 groups that share a mean have fewer than 6 trials; their 8 trials are left out");
  REQUIRE(groups.coarse.size() == 1);
  CHECK(groups.coarse[0].trials.size() == 15);
  CHECK_THROWS_WITH(groups_of(grouped({"conditions"}, {"choice"}, 20), evaluation()),
                    ContainsSubstring("no 20 trials share a mean; lower `min_trials`"));
}

TEST_CASE("grouping by what trials of one condition differ in is told to cut residuals off") {
  const auto by_choice = groups_of(grouped({"conditions"}, {"choice"}, 2), evaluation());
  REQUIRE(by_choice.warnings.size() == 1);
  CHECK_THAT(by_choice.warnings[0],
             ContainsSubstring("trials of one condition differ in choice: if residuals decide it"));
  CHECK(groups_of(grouped({"conditions"}, {"block"}, 2), evaluation()).warnings.empty());
}

TEST_CASE("a fact that there is not is refused with those that there are") {
  CHECK_THROWS_WITH(groups_of(grouped({"chioce"}, {}, 2), evaluation()),
                    "trials have no fact \"chioce\"; there are: conditions, choice, block; did you "
                    "mean \"choice\"?");
}

TEST_CASE("segments begin where they are told to and incomplete bins are dropped") {
  TrialSettings settings;
  settings.width_s = .03;
  settings.first_bin = 2;
  settings.segments = {9};
  const auto layout = layout_of(settings, 20, .01);
  CHECK(layout.width == 3);
  REQUIRE(layout.first.size() == 2);
  CHECK(layout.first[0] == std::vector<Eigen::Index>{2, 5});
  CHECK(layout.first[1] == std::vector<Eigen::Index>{9, 12, 15});
  CHECK(layout.time_s(1, 0) == Approx(.105));
  settings.bins = 5;
  CHECK_THROWS_WITH(layout_of(settings, 20, .01),
                    ContainsSubstring("bin 9 is not behind bin 2 and before bin 7"));
  settings.segments = {};
  CHECK(layout_of(settings, 20, .01).first[0].size() == 1);
  settings.bins = 19;
  CHECK_THROWS_WITH(layout_of(settings, 20, .01),
                    ContainsSubstring("bins 2 to 21 are not in trials of 20 bins"));
}

TEST_CASE("counts are summed, then their square roots are taken; other numbers are not") {
  TrialSettings settings;
  settings.width_s = .02;
  const auto layout = layout_of(settings, 5, .01);
  const npd::Tensor counts = at::arange(10, at::kDouble).reshape({1, 5, 2});
  const auto roots = cut({"spikes", counts, true, {}, {}}, settings, layout);
  REQUIRE(roots[0].size() == 2);
  CHECK(roots[0][0](0, 1) == Approx(2));  // 1 + 3
  CHECK(roots[0][1](0, 0) == Approx(std::sqrt(4 + 6)));
  CHECK(cut({"states", counts, false, {}, {}}, settings, layout)[0][0](0, 1) == 4);
  settings.transform = "none";
  CHECK(cut({"spikes", counts, true, {}, {}}, settings, layout)[0][0](0, 1) == 4);
}

TEST_CASE("trials of which not everything is known are told apart") {
  npd::Tensor values = at::ones({4, 6, 2}, at::kDouble);
  values[2][3][1] = std::numeric_limits<double>::quiet_NaN();
  TrialSettings settings;
  settings.width_s = .01;
  const auto segments =
      cut({"spikes", values, true, {}, {}}, settings, layout_of(settings, 6, .01));
  CHECK(known_trials(segments, {0, 2, 3}) == TrialList{0, 3});
}

TEST_CASE("residuals are what is left without the mean of the group") {
  Eigen::MatrixXd bin(4, 1);
  bin << 1, 2, 3, 6;
  const auto left = residuals({bin}, {0, 1, 0, 1});
  CHECK(left[0] == Eigen::Vector4d(-1, -2, 1, 2));
}

TEST_CASE("settings that contradict themselves are refused by name") {
  Settings settings;
  settings.check();
  settings.result.early_s = {.3, .2};
  CHECK_THROWS_WITH(settings.check(), ContainsSubstring("two times"));
  settings.result.early_s = {};
  settings.trials.sources = {"spikes", "spikes"};
  CHECK_THROWS_WITH(settings.check(), ContainsSubstring("names one twice"));
  settings.trials.sources = {};
  CHECK_THROWS_WITH(settings.check(), ContainsSubstring("at least one"));
}
