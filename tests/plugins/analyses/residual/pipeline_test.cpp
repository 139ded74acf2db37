#include "residual/pipeline.hpp"
#include "plugins/analyses/residual/linear_trials.hpp"
#include "residual/bins.hpp"
#include "residual/groups.hpp"
#include "residual/settings.hpp"
#include "residual/sources.hpp"
#include "residual/two_stage.hpp"

#include <npd/error.hpp>
#include <npd/metric.hpp>
#include <npd/ops.hpp>

#include <Eigen/Core>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::residual;
using npd::testing::ContainsSubstring;

namespace {

constexpr std::int64_t pipeline_trials = 300;

/// Trials of two slow modes seen by some neurons, in bins of 10 ms.
Source slow_trials(Eigen::Index dims) {
  npd::testing::LinearCase settings;
  settings.trials = pipeline_trials;
  settings.dims = dims;
  const Eigen::Index states = std::min<Eigen::Index>(dims, 2);
  const Eigen::MatrixXd map = Eigen::VectorXd::LinSpaced(states, .9, .8).asDiagonal();
  const auto bins = npd::testing::linear_trials(settings, std::vector<Eigen::MatrixXd>(19, map), 1);
  npd::Tensor values = at::empty({pipeline_trials, 20, dims}, at::kDouble);
  auto* cells = values.data_ptr<double>();
  for (Eigen::Index trial = 0; trial < pipeline_trials; ++trial) {
    for (const auto& bin : bins) {
      for (Eigen::Index i = 0; i < dims; ++i) *cells++ = bin(trial, i);
    }
  }
  return {"states", values, false, {}, {}};
}

Groups one_group() {
  npd::Evaluation evaluation;
  evaluation.spikes = at::zeros({pipeline_trials, 20, 1}, at::kDouble);
  return groups_of(TrialSettings(), evaluation);
}

Settings quick_settings() {
  Settings settings;
  settings.trials.width_s = .01;
  settings.choice.order = 2;
  settings.choice.ranks = {1, 2, 3};
  settings.choice.lags = {1, 2};
  settings.choice.dimensions = {1, 2, 3};
  settings.choice.smoothnesses = {.1, 10, 1e3, 1e5};
  settings.choice.splits = 4;
  settings.choice.repeats = 3;
  settings.result.bootstraps = 0;
  return settings;
}

SourceFit fit(const Source& source, const Settings& settings) {
  return fit_source(source, one_group(), settings, .01, 1, {});
}

const Validation& validation(const GroupFit& group, std::string_view what) {
  return *std::find_if(group.validations.begin(), group.validations.end(),
                       [&](const Validation& one) { return one.what == what; });
}

}  // namespace

TEST_CASE("rank, lag, dimension and smoothness are what their validation says") {
  const auto found = fit(slow_trials(5), quick_settings());
  const auto& group = found.groups.at(0);
  const auto& segment = group.segments.at(0);
  const auto& ranks = validation(group, "rank");
  const auto ranks_valid = ranks.curve.is_valid(Criterion::within_sem);
  const auto first = std::find(ranks_valid.begin(), ranks_valid.end(), true);
  CHECK(segment.rank == static_cast<Eigen::Index>(
                            ranks.choices[static_cast<std::size_t>(first - ranks_valid.begin())]));
  const auto& sizes = validation(group, "lag and dimension");
  const auto sizes_valid = sizes.curve.is_valid(Criterion::within_sem);
  for (std::size_t i = 0; i < sizes.grid.size(); ++i) {
    if (sizes_valid[i]) CHECK(sizes.grid[i].parameters() >= group.size.parameters());
    if (sizes.grid[i] == group.size) CHECK(sizes_valid[i]);
  }
  const auto& smooth = validation(group, "smoothness");
  const auto smooth_valid = smooth.curve.is_valid(Criterion::within_spread);
  for (std::size_t i = 0; i < smooth.choices.size(); ++i) {
    if (smooth_valid[i]) CHECK(smooth.choices[i] <= segment.smoothness);
    if (smooth.choices[i] == segment.smoothness) CHECK(smooth_valid[i]);
  }
  CHECK(segment.smoothness >= 1e3);  // the system never changes
}

TEST_CASE("what is given is not chosen") {
  auto settings = quick_settings();
  settings.choice.rank = settings.choice.dimension = 2;
  settings.choice.lag = 1;
  settings.choice.smoothness = 7;
  const auto found = fit(slow_trials(5), settings);
  const auto& group = found.groups.at(0);
  CHECK(group.validations.empty());
  CHECK(group.size == LagDimension{1, 2});
  CHECK(group.segments[0].smoothness == 7);
  CHECK(group.segments[0].rank == 2);
  CHECK(group.segments[0].time_s.front() == npd::testing::Approx(.015));
}

TEST_CASE("nothing goes from one segment to the next") {
  const auto source = slow_trials(1);
  auto settings = quick_settings();
  settings.trials.segments = {8};
  settings.choice.lag = 2;
  settings.choice.smoothness = 5;
  const auto found = fit(source, settings);
  REQUIRE(found.groups[0].segments.size() == 2);
  const auto alone = two_stage(centred(bins_of(source.values.slice(1, 8))), 2, 5).maps;
  const auto& maps = found.groups[0].segments[1].dynamics.maps;
  REQUIRE(maps.size() == alone.size());
  for (std::size_t t = 0; t < maps.size(); ++t) CHECK((maps[t] - alone[t]).norm() < 1e-12);
  CHECK(found.groups[0].segments[0].dynamics.maps.size() == 5);
}

TEST_CASE("trials that are not known are left out, and told") {
  auto source = slow_trials(2);
  source.values.narrow(0, 0, 7).fill_(std::numeric_limits<double>::quiet_NaN());
  const auto found = fit(source, quick_settings());
  CHECK(found.groups[0].group.trials.size() == pipeline_trials - 7);
  REQUIRE_FALSE(found.warnings.empty());
  CHECK(found.warnings[0] == "7 trials of which not everything is known are left out");
  source.values.fill_(std::numeric_limits<double>::quiet_NaN());
  CHECK_THROWS_WITH(fit(source, quick_settings()),
                    ContainsSubstring("states: there are fewer than 4 trials"));
}

TEST_CASE("bins that are too few are refused with what would help") {
  auto settings = quick_settings();
  settings.choice.order = 11;
  CHECK_THROWS_WITH(fit(slow_trials(3), settings),
                    ContainsSubstring("no segment has 22 bins, which 11 bins of past and of"));
  settings.trials.width_s = .07;
  CHECK_THROWS_WITH(fit(slow_trials(3), settings),
                    ContainsSubstring("a segment has 2 bins of 0.07 s; at least 4 are needed"));
}

TEST_CASE("equal seeds choose the same folds, others do not") {
  const auto source = slow_trials(5);
  const auto settings = quick_settings();
  const auto curve = [&](std::uint64_t seed) {
    const auto found = fit_source(source, one_group(), settings, .01, seed, {});
    return validation(found.groups[0], "rank").curve.mean;
  };
  CHECK(curve(1) == curve(1));
  CHECK(curve(1) != curve(2));
}
