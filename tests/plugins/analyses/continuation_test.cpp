#include "dynamics/continuation.hpp"

#include "dynamics/fixed_points.hpp"
#include "plugins/analyses/systems.hpp"

#include <npd/ops.hpp>

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::dynamics;

namespace {

/// All fixed points at some inputs of a line, from uniform starts.
std::vector<KnownPoints> known_points(npd::System& system, const InputLine& line, int inputs,
                                      Eigen::Index starts) {
  npd::RandomStream random(11, "starts");
  std::vector<KnownPoints> known;
  for (int i = 0; i < inputs; ++i) {
    const double s = static_cast<double>(i) / (inputs - 1);
    Points points(starts, system.state_dim());
    for (Eigen::Index k = 0; k < points.size(); ++k) {
      points.data()[k] = 1.1 * random.uniform() - 0.05;
    }
    KnownPoints here{s, {}};
    const FrozenMap map(system, line.at(s));
    for (const auto& point : find_fixed_points(map, points, {1, 1e-4}).points) {
      here.states.push_back(point.state);
    }
    known.push_back(std::move(here));
  }
  return known;
}

/// Where something happens along a line, in units of the line's input.
std::vector<double> values_of(const std::vector<Event>& events, Bifurcation kind, double low,
                              double high) {
  std::vector<double> values;
  for (const auto& event : events) {
    const double value = low + event.s * (high - low);
    if (event.kind == kind && (values.empty() || value - values.back() > 1e-9)) {
      values.push_back(value);
    }
  }
  return values;
}

void check_values(const std::vector<double>& found, const std::vector<double>& expected) {
  REQUIRE(found.size() == expected.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    CHECK(std::abs(found[i] - expected[i]) < 1e-9);
  }
}

std::vector<Event> events_along(npd::System& system, const Point& direction, double low,
                                double high, Eigen::Index starts) {
  const InputLine line{low * direction, high * direction};
  ContinuationOptions options;
  options.spread = 0.3;
  return events_of(follow_branches(system, line, known_points(system, line, 7, starts), options),
                   0.3);
}

}  // namespace

TEST_CASE("the area alone under equal inputs: folds, pitchforks and the window of two more folds") {
  const auto system = npd::testing::pfc_alone();
  const auto events = events_along(*system, (Point(2) << 1, 1).finished(), -0.03, 0.06, 200);
  check_values(values_of(events, Bifurcation::fold, -0.03, 0.06),
               {-0.01575238695, 0.0096565794, 0.0096670716, 0.04348164549});
  check_values(values_of(events, Bifurcation::branch_point, -0.03, 0.06),
               {0.00357251390, 0.01925305122});
}

TEST_CASE("the area alone under opposed inputs: its decisions vanish in folds") {
  const auto system = npd::testing::pfc_alone();
  const auto events = events_along(*system, (Point(2) << 1, -1).finished(), 0.0005, 0.03, 200);
  check_values(values_of(events, Bifurcation::fold, 0.0005, 0.03), {0.00154271076, 0.01370979492});
}

TEST_CASE("both areas under a symmetric stimulus: pitchforks and folds") {
  const auto system =
      npd::testing::circuit_system(murray::whole_circuit(npd::testing::decision_circuit(), 2, 2));
  const Point direction = (Point(4) << 1, 1, 0, 0).finished();
  const auto events = events_along(*system, direction, -0.001, 0.05, 800);
  const auto pitchforks = values_of(events, Bifurcation::branch_point, -0.001, 0.05);
  const auto folds = values_of(events, Bifurcation::fold, -0.001, 0.05);
  const auto has = [](const std::vector<double>& values, double expected) {
    return std::any_of(values.begin(), values.end(),
                       [&](double value) { return std::abs(value - expected) < 1e-9; });
  };
  for (const double value : {0.002690263, 0.020932776}) CHECK(has(pitchforks, value));
  for (const double value : {0.03157443880, 0.03858816234}) CHECK(has(folds, value));
}

TEST_CASE("a branch around a fold is followed once, however many of its points are known") {
  const auto system = npd::testing::pfc_alone();
  const InputLine line{(Point(2) << 0, 0).finished(), (Point(2) << 0.01, -0.01).finished()};
  ContinuationOptions options;
  options.spread = 0.3;
  const auto known = known_points(*system, line, 5, 200);
  const auto branches = follow_branches(*system, line, known, options);
  std::size_t points = 0;
  for (const auto& [s, states] : known) points += states.size();
  CHECK(points > 10);
  CHECK(branches.size() <= 4);
}
