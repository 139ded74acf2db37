#include "toy_dynamics/fields.hpp"
#include "dynamics/fixed_points.hpp"
#include "plugins/datasets/toy_dynamics/toys.hpp"

#include <npd/ops.hpp>
#include <npd/testing/gradcheck.hpp>

#include <cmath>
#include <cstddef>
#include <string>
#include <utility>

#include <npd/testing/catch.hpp>

using npd::Tensor;
using npd::testing::Approx;
using npd::testing::deviation;
using toy::row;

namespace {

/// Some states and inputs of a system, of size 1 and 5.
struct SomePoints {
  explicit SomePoints(const npd::System& system)
      : state(npd::testing::random_tensor({6, system.state_dim()}, 1).to(at::kDouble)),
        input(5 * npd::testing::random_tensor({6, system.input_dim()}, 2).to(at::kDouble)) {}
  Tensor state, input;
};

}  // namespace

TEST_CASE("derivatives of all toys by hand are autograd's, of bins and of fields") {
  for (const auto& name : toy::all_names()) {
    CAPTURE(name);
    const auto system = toy::system_of(name, toy::ten_steps);
    const SomePoints points(*system);
    const auto check = [&](const npd::Jacobian& by_hand, const npd::StateMap& map) {
      const auto automatic = npd::autograd_jacobian(map, points.input, points.state);
      CHECK(deviation("by state", by_hand.state, automatic.state).relative < 1e-12);
      CHECK(deviation("by input", by_hand.input, automatic.input).relative < 1e-12);
    };
    check(system->jacobian(points.input, points.state),
          [&](const Tensor& u, const Tensor& s) { return system->step(u, s); });
    const auto field = system->field();
    check(field->jacobian(points.input, points.state),
          [&](const Tensor& u, const Tensor& s) { return field->velocity(u, s); });
  }
}

TEST_CASE("short steps become the field") {
  for (const auto& name : toy::all_names()) {
    CAPTURE(name);
    const toy::Time time{1e-7, 1};
    const auto system = toy::system_of(name, time);
    const SomePoints points(*system);
    const Tensor velocity = (system->step(points.input, points.state) - points.state) / time.bin_s;
    CHECK(deviation("velocity", velocity, system->field()->velocity(points.input, points.state))
              .relative < 1e-5);
    CHECK(system->field()->bin() == time.bin_s);
  }
}

TEST_CASE("a bin of ten steps is ten bins of one, under one input") {
  for (const auto& name : toy::all_names()) {
    CAPTURE(name);
    const auto bins = toy::system_of(name, toy::ten_steps),
               steps = toy::system_of(name, {0.001, 1});
    const SomePoints points(*bins);
    Tensor state = points.state;
    for (int i = 0; i < 10; ++i) state = steps->step(points.input, state);
    CHECK(toy::largest(bins->step(points.input, points.state) - state) < 1e-14);
  }
}

TEST_CASE("the saddle's equations") {
  // dx = 20 x - 6 x^3 + u, dy = -10 y + v.
  const auto field = toy::system_of("saddle", toy::one_step)->field();
  const Tensor v = field->velocity(row({3, 4}), row({0.5, -2}));
  CHECK(v[0][0].item<double>() == Approx(10 - 0.75 + 3));
  CHECK(v[0][1].item<double>() == Approx(20 + 4));
}

TEST_CASE("the saddle has its two choices and nothing else; the search says that it is complete") {
  using namespace npd::dynamics;
  const auto system = toy::system_of("saddle", toy::ten_steps);
  const FrozenMap map(*system, Point::Zero(2));
  npd::RandomStream random(1, "starts");
  const Tensor starts = system->starts(at::zeros({2}, toy::float64), 64, random);
  const auto search =
      find_all_fixed_points(map, [&](Eigen::Index) { return points_of(starts); }, 64, {1, 1e-4});
  REQUIRE(search.found.points.size() == 3);
  CHECK(search.is_bounded);
  CHECK(search.found.index_sum() == 1);
  // The slope of 20 x - 6 x^3 is 20 in 0 and -40 where x^2 = 10 / 3.
  const double x[] = {-std::sqrt(10.0 / 3), 0, std::sqrt(10.0 / 3)}, slope[] = {-40, 20, -40};
  for (std::size_t i = 0; i < 3; ++i) {
    const auto& point = search.found.points[i];
    CHECK((point.state - Eigen::RowVector2d(x[i], 0)).norm() < 1e-12);
    CHECK(point.unstable() == (i == 1 ? 1 : 0));
    CHECK(point.jacobian(0, 0) == Approx(std::pow(1 + slope[i] / 1000, 10)));
    CHECK(point.jacobian(1, 1) == Approx(std::pow(0.99, 10)));
  }
}

TEST_CASE("the saddle's box holds its points under any input, unless steps are too long") {
  const auto system = toy::system_of("saddle", toy::ten_steps);
  for (const double u : {-200.0, -8.0, 0.0, 20.0}) {
    CAPTURE(u);
    const auto box = system->domain(at::full({2}, u, toy::float64));
    REQUIRE(box.has_value());
    const Tensor corners = at::stack({box->lowest, box->highest});
    const Tensor next = system->step(at::full({2, 2}, u, toy::float64), corners);
    CHECK((next >= box->lowest).logical_and(next <= box->highest).all().item<bool>());
  }
  CHECK_FALSE(system->domain(at::full({2}, 3000.0, toy::float64)).has_value());
  CHECK_FALSE(toy::system_of("saddle", {0.1, 5})->domain(at::zeros({2}, toy::float64)).has_value());
  CHECK_FALSE(toy::system_of("rotation", toy::ten_steps)->domain(at::zeros({2}, toy::float64)));
}

TEST_CASE("rotation and channel step in polar coordinates, then add the input") {
  for (const auto& [name, pull] : {std::pair{"rotation", 0.0}, {"channel", 20.0}}) {
    CAPTURE(name);
    const auto system = toy::system_of(name, toy::one_step);
    const double x = -0.4, y = 0.9, r = std::hypot(x, y), phi = std::atan2(y, x);
    const double r_next = r + 0.001 * pull * (1 - r), phi_next = phi + 0.001 * 1.2 * r;
    const Tensor next = system->step(row({3, -2}), row({x, y}));
    CHECK(next[0][0].item<double>() == Approx(r_next * std::cos(phi_next) + 0.003).epsilon(1e-13));
    CHECK(next[0][1].item<double>() == Approx(r_next * std::sin(phi_next) - 0.002).epsilon(1e-13));
  }
}

TEST_CASE("the origin of rotation and channel stays, with finite derivatives of the rotation") {
  for (const std::string name : {"rotation", "channel"}) {
    const auto system = toy::system_of(name, toy::ten_steps);
    CHECK(toy::largest(system->step(row({0, 0}), row({0, 0}))) == 0);
  }
  const auto rotation = toy::system_of("rotation", toy::ten_steps);
  const Tensor slope = rotation->jacobian(row({0, 0}), row({0, 0})).state[0];
  CHECK(toy::largest(slope - at::eye(2, toy::float64)) < 1e-12);
}
