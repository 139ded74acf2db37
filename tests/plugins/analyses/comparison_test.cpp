#include "dynamics/comparison.hpp"

#include <cmath>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::dynamics;
using npd::testing::Approx;

namespace {

PlacedPoint placed(double x, double y, double leading) {
  PlacedPoint point;
  point.place = (Point(2) << x, y).finished();
  point.multipliers = (ComplexVector(2) << leading, 0.5).finished();
  return point;
}

std::vector<Condition> some_conditions() {
  return {{{placed(0, 0, 0.9), placed(1, 0, 1.1), placed(2, 0, 0.9)}, {}},
          {{placed(0, 1, 0.9), placed(1, 1, 1.1)}, {}}};
}

std::vector<Condition> against_itself() {
  auto conditions = some_conditions();
  for (auto& condition : conditions) condition.model = condition.truth;
  return conditions;
}

}  // namespace

TEST_CASE("the truth against itself is perfect") {
  const auto found = compare(against_itself(), 1, 0.25, 0.01);
  CHECK(found.recall() == 1);
  CHECK(found.precision() == 1);
  CHECK(found.f1() == 1);
  CHECK(found.distance() == 0);
  CHECK(found.stability_agreement() == 1);
  CHECK(found.spectrum_distance() == 0);
}

TEST_CASE("points that are missing cost recall, points too many precision") {
  auto conditions = against_itself();
  conditions[0].model.pop_back();
  conditions[1].model.push_back(placed(5, 5, 0.9));
  conditions[1].model.push_back(placed(7, 7, 0.9));
  const auto found = compare(conditions, 1, 0.25, 0.01);
  CHECK(found.recall() == Approx(4. / 5));
  CHECK(found.precision() == Approx(4. / 6));
  CHECK(found.f1() == Approx(2 * 4. / (5 + 6)));
  CHECK(found.matches.size() == 4);
}

TEST_CASE("points match within their condition alone, and not from afar") {
  std::vector<Condition> conditions(2);
  conditions[0].truth = {placed(0, 0, 0.9)};
  conditions[1].model = {placed(0, 0, 0.9)};
  CHECK(compare(conditions, 1, 0.25, 0.01).matches.empty());
  conditions[0].model = {placed(0.24, 0, 0.9)};
  CHECK(compare(conditions, 1, 0.25, 0.01).matches.size() == 1);
  CHECK(compare(conditions, 1, 0.25, 0.01).distance() == Approx(0.24));
  CHECK(compare(conditions, 0.9, 0.25, 0.01).matches.empty());
}

TEST_CASE("a match of another stability or spectrum says so") {
  Condition condition{{placed(0, 0, 0.9)}, {placed(0, 0, 1.1)}};
  const auto found = compare({condition}, 1, 0.25, 0.01);
  CHECK(found.stability_agreement() == 0);
  const double expected =
      std::abs(std::log(0.9) - std::log(1.1)) / std::abs(std::log(0.9) + std::log(0.5));
  CHECK(found.spectrum_distance() == Approx(expected));
}

TEST_CASE("without matches nothing is said of them") {
  const auto found = compare(some_conditions(), 1, 0.25, 0.01);
  CHECK(found.recall() == 0);
  CHECK(std::isnan(found.precision()));
  CHECK(std::isnan(found.distance()));
}
