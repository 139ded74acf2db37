#include "dynamics/root_search.hpp"
#include "dynamics/fixed_points.hpp"
#include "plugins/analyses/systems.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <chrono>
#include <cmath>
#include <cstdint>
#include <ctime>
#include <optional>

#include <npd/testing/catch.hpp>

using namespace npd::dynamics;

namespace {

/// x' = x - x (x - 1) (x + 1) / 10 in each of two dimensions: nine fixed points.
class Cubic final : public npd::System {
 public:
  std::int64_t state_dim() const override { return 2; }
  std::int64_t input_dim() const override { return 0; }
  double bin_s() const override { return 0.01; }
  npd::Tensor step(const npd::Tensor& /*input*/, const npd::Tensor& x) override {
    return x - 0.1 * x * (x - 1) * (x + 1);
  }
  npd::Tensor outputs(const npd::Tensor& state) override { return state; }
  std::optional<npd::Box> domain(const npd::Tensor&) override {
    const npd::Tensor ones = at::ones({2}, at::TensorOptions(at::kDouble));
    return npd::Box{-1.5 * ones, 1.5 * ones};
  }
};

Points grid() {
  Points points(25, 2);
  for (Eigen::Index i = 0; i < 25; ++i) {
    points(i, 0) = 0.55 * static_cast<double>(i % 5) - 1.13;
    points(i, 1) = 0.55 * static_cast<double>(i / 5) - 1.07;
  }
  return points;
}

}  // namespace

TEST_CASE("both solvers end where a map stands still") {
  Cubic system;
  const FrozenMap map(system, Point(0));
  for (const auto& ends : {levenberg_marquardt(map, grid()), damped_newton(map, grid())}) {
    const Points r = map.residual(ends);
    Eigen::Index arrived = 0;
    for (Eigen::Index i = 0; i < ends.rows(); ++i) {
      if (r.row(i).norm() > 1e-14) continue;
      ++arrived;
      for (const double x : {ends(i, 0), ends(i, 1)}) {
        CHECK(std::abs(x - std::round(x)) < 1e-14);
      }
    }
    CHECK(arrived > 15);
  }
}

TEST_CASE("a search finds all nine points of a product of two cubics, with index, order and hits") {
  Cubic system;
  const FrozenMap map(system, Point(0));
  const auto found = find_fixed_points(map, grid(), {1, 1e-4});
  REQUIRE(found.points.size() == 9);
  Eigen::Index hits = 0;
  for (std::size_t i = 0; i < 9; ++i) {
    const auto& point = found.points[i];
    const double x = static_cast<double>(i / 3) - 1, y = static_cast<double>(i % 3) - 1;
    CHECK((point.state - (Point(2) << x, y).finished()).norm() < 1e-14);
    // 0 repels, +-1 attract.
    CHECK(point.unstable() == (x == 0) + (y == 0));
    CHECK(point.index == ((x == 0) == (y == 0) ? 1 : -1));
    CHECK(point.error < 1e-14);
    hits += point.hits;
  }
  CHECK(found.index_sum() == 1);
  CHECK(found.stable() == 4);
  CHECK(hits + found.others.rows() == 50);
}

TEST_CASE("a search whose indices show that points are missing draws more starts") {
  Cubic system;
  const FrozenMap map(system, Point(0));
  Eigen::Index drawn = 0;
  // The first starts are all at one saddle.
  const auto draw = [&](Eigen::Index count) {
    Points starts(count, 2);
    for (Eigen::Index i = 0; i < count; ++i) {
      starts.row(i) << (drawn == 0 ? 0.01 : grid()(i % 25, 0)),
          (drawn == 0 ? 0.99 : grid()(i % 25, 1));
    }
    drawn += count;
    return starts;
  };
  const auto search = find_all_fixed_points(map, draw, 25, {1, 1e-4});
  CHECK(search.is_bounded);
  CHECK(search.starts == 100);
  CHECK(drawn == 100);
  CHECK(search.found.points.size() == 9);
  CHECK(!search.is_incomplete());
}

TEST_CASE("a search can be ended between iterations") {
  Cubic system;
  const FrozenMap map(system, Point(0));
  CHECK_THROWS_AS(levenberg_marquardt(map, grid(), [] { throw npd::Interrupted(); }),
                  npd::Interrupted);
}

TEST_CASE("the response of a fixed point is how it moves with its input") {
  const auto system = npd::testing::pfc_alone();
  const auto point_at = [&](double x) {
    const FrozenMap map(*system, Eigen::RowVector2d(x, -x));
    return find_fixed_points(map, (Points(1, 2) << 0.6, 0.02).finished(), {1, 1e-4}).points.at(0);
  };
  const double h = 1e-5;
  const Eigen::VectorXd slope =
      (point_at(0.01 + h).state - point_at(0.01 - h).state).transpose() / (2 * h);
  const auto response = point_at(0.01).response();
  CHECK((response * Eigen::Vector2d(1, -1) - slope).norm() < 1e-6 * slope.norm());
}

TEST_CASE("512 starts of a GRU of 20 units take a few seconds at most") {
  auto generator = npd::testing::float64_generator("gru", 2, 20, {});
  npd::RandomStream random(3, "weights");
  for (auto& weight : generator->weights()) {
    const npd::Tensor values = at::empty(weight.value.sizes(), at::TensorOptions(at::kDouble));
    for (std::int64_t i = 0; i < values.numel(); ++i) {
      values.data_ptr<double>()[i] = 0.6 * random.normal();
    }
    npd::testing::set_weight(*generator, weight.name, values);
  }
  npd::testing::GeneratorSystem system(generator, 20, 2);
  const FrozenMap map(system, Point::Zero(2));
  Points starts(512, 20);
  for (Eigen::Index i = 0; i < starts.size(); ++i) starts.data()[i] = 2 * random.uniform() - 1;
  const auto begin = std::chrono::steady_clock::now();
  const auto clock = std::clock();
  const auto found = find_fixed_points(map, starts, {1, 1e-4});
  const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
  const double cpu_s = static_cast<double>(std::clock() - clock) / CLOCKS_PER_SEC;
  UNSCOPED_INFO(found.points.size()
                << " points in " << seconds.count() << " s, " << cpu_s << " s of processor time");
  CHECK(!found.points.empty());
  CHECK(cpu_s < 10);  // generous: a build without optimisation, a busy machine
}
