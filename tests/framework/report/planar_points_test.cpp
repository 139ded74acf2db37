#include "report/planar_points.hpp"
#include "report/circuit_content.hpp"

#include <npd/ops.hpp>

#include <cmath>
#include <memory>

#include <npd/testing/catch.hpp>

using npd::testing::Approx;

namespace {

using namespace npd::report;
using npd::Tensor;

/// da/dt = a - a^3 + u, db/dt = -2 b - a: rest at a = 0, choices at a = 1 and -1, by the bin alone.
class TwoWells : public npd::System {
 public:
  std::int64_t state_dim() const override { return 2; }
  std::int64_t input_dim() const override { return 1; }
  double bin_s() const override { return 0.01; }
  Tensor step(const Tensor& input, const Tensor& state) override {
    const Tensor a = state.select(1, 0), b = state.select(1, 1);
    return state + bin_s() * at::stack({a - a.pow(3) + input.select(1, 0), -2 * b - a}, 1);
  }
  Tensor outputs(const Tensor& state) override { return state; }
};

/// Turns outwards around (0.25, 0).
class Spiral final : public TwoWells {
 public:
  Tensor step(const Tensor& /*input*/, const Tensor& state) override {
    const Tensor a = state.select(1, 0) - 0.25, b = state.select(1, 1);
    return state + bin_s() * at::stack({0.5 * a - 3 * b, 3 * a + 0.5 * b}, 1);
  }
};

Tensor input(double u) { return at::tensor({u}, at::kDouble); }

constexpr PlanarWindow window{-2, 2, -2, 2};

}  // namespace

TEST_CASE("fixed points of a flow are found with eigenvalues and kind, in the order of a") {
  PlanarField field(std::make_shared<TwoWells>(), input(0));
  const auto points = fixed_points(field, window);
  REQUIRE(points.size() == 3);
  for (int i = 0; i < 3; ++i) {
    const auto& point = points[static_cast<std::size_t>(i)];
    CHECK(point.a == Approx(i - 1).margin(1e-12));
    CHECK(point.b == Approx((1 - i) / 2.0).margin(1e-12));
    // 1 - 3 a^2, and -2 of the other state.
    CHECK(point.eigenvalues[0].real() == Approx(-2));
    CHECK(point.eigenvalues[1].real() == Approx(i == 1 ? 1.0 : -2.0));
    CHECK(point.kind() == (i == 1 ? "saddle" : "stable"));
  }
}

TEST_CASE("an input beyond the fold leaves one fixed point") {
  // The fold of a - a^3 + u is at u = 2 / sqrt(27).
  PlanarField near_fold(std::make_shared<TwoWells>(), input(0.38));
  CHECK(fixed_points(near_fold, window).size() == 3);
  PlanarField beyond(std::make_shared<TwoWells>(), input(0.39));
  CHECK(fixed_points(beyond, window).size() == 1);
}

TEST_CASE("a point around which states turn has a pair of complex eigenvalues") {
  PlanarField field(std::make_shared<Spiral>(), input(0));
  const auto points = fixed_points(field, window);
  REQUIRE(points.size() == 1);
  CHECK(points[0].a == Approx(0.25));
  CHECK(points[0].turns());
  CHECK(points[0].kind() == "unstable");
  CHECK(points[0].eigenvalues[1].real() == Approx(0.5));
  CHECK(std::abs(points[0].eigenvalues[1].imag()) == Approx(3));
}

TEST_CASE("points outside of the window are not listed") {
  PlanarField field(std::make_shared<TwoWells>(), input(0));
  CHECK(fixed_points(field, {0.5, 2, -2, 2}).size() == 1);
}

TEST_CASE("a nullcline is where one component of the flow is 0") {
  PlanarField field(std::make_shared<TwoWells>(), input(0));
  // db/dt = 0 on the line b = -a / 2.
  const auto curve = nullcline(field, window, 1);
  REQUIRE(curve.a.size() > 300);
  double length = 0;
  for (std::size_t i = 0; i + 1 < curve.a.size(); ++i) {
    if (std::isnan(curve.a[i])) continue;
    CHECK(curve.b[i] == Approx(-curve.a[i] / 2).margin(1e-9));
    if (!std::isnan(curve.a[i + 1])) {
      length += std::hypot(curve.a[i + 1] - curve.a[i], curve.b[i + 1] - curve.b[i]);
    }
  }
  CHECK(length == Approx(4 * std::sqrt(1.25)).epsilon(1e-6));
}

TEST_CASE("the circuit page has a panel for each circuit and input, its maps row by row") {
  CircuitSource source{"wells", window, {}, {}};
  source.columns = {{"wells", std::make_shared<TwoWells>()},
                    {"spiral", std::make_shared<Spiral>()}};
  source.inputs = {{"u", {{"none", input(0)}, {"much", input(0.5)}}}};
  ArrayStore store(1000);
  const auto content = circuit_content(source, store);
  const auto& panels = content["inputs"][0]["panels"];
  REQUIRE(panels.size() == 4);
  CHECK(panels[0]["points"].size() == 3);
  CHECK(panels[2]["points"].size() == 1);
  CHECK(panels[1]["column"] == "spiral");
  CHECK(panels[2]["row"] == "much");
  CHECK(content["states"] == nlohmann::json({"state 0", "state 1"}));
  const auto arrays = store.take();
  REQUIRE(arrays.size() == 2);
  CHECK(arrays[0].shape == std::vector<std::int64_t>{4, 40, 40});
}
