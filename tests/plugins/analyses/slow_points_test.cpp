#include "dynamics/slow_points.hpp"
#include "dynamics/fixed_points.hpp"
#include "plugins/analyses/goldens.hpp"
#include "plugins/analyses/systems.hpp"

#include <npd/hdf5.hpp>
#include <npd/ops.hpp>

#include <cmath>
#include <cstdint>

#include <npd/testing/catch.hpp>

using namespace npd::dynamics;
using npd::testing::Approx;

namespace {

/// x falls to 0 in 50 ms, y to wherever it is; along y the speed is that of `drift`.
class Line final : public npd::System {
 public:
  explicit Line(double drift) : drift_(drift) {}
  std::int64_t state_dim() const override { return 2; }
  std::int64_t input_dim() const override { return 0; }
  double bin_s() const override { return 0.01; }
  npd::Tensor step(const npd::Tensor& /*input*/, const npd::Tensor& state) override {
    const npd::Tensor scale = at::tensor({0.8, 1 - drift_}, at::TensorOptions(at::kDouble));
    return state * scale;
  }
  npd::Tensor outputs(const npd::Tensor& state) override { return state; }

 private:
  double drift_;
};

Points scattered() {
  npd::RandomStream random(1, "points");
  Points points(100, 2);
  for (Eigen::Index i = 0; i < points.size(); ++i) points.data()[i] = random.normal();
  return points;
}

}  // namespace

TEST_CASE("the time to cross a spread is spread over speed") {
  Line system(0.001);
  const FrozenMap map(system, Point(0));
  SlowOptions options;
  options.spread = 3;
  // (1, 0) moves by 0.2 a bin.
  CHECK(crossing_times(map, (Points(1, 2) << 1, 0).finished(), options)(0) ==
        Approx(3 * 0.01 / 0.2));
}

TEST_CASE("slow points of a line lie on it, and it is known as one") {
  Line system(0.001);
  const FrozenMap map(system, Point(0));
  SlowOptions options;
  options.spread = spread_of(scattered());
  const auto slow = slow_points(map, scattered(), options);
  CHECK(slow.rows() > 50);
  CHECK(slow.col(0).cwiseAbs().maxCoeff() < 1e-12);
  const auto line = test_for_line(map, slow, options);
  CHECK(line.is_line);
  CHECK(line.alignment == Approx(1));
  CHECK(line.slow_s == Approx(-0.01 / std::log(0.999)));
  CHECK(line.fast_s == Approx(-0.01 / std::log(0.8)));
}

TEST_CASE("what drifts too fast is no line attractor") {
  Line system(0.02);
  const FrozenMap map(system, Point(0));
  SlowOptions options;
  options.spread = spread_of(scattered());
  CHECK(!test_for_line(map, slow_points(map, scattered(), options), options).is_line);
}

TEST_CASE("golden: the designed line attractor is found, with its length and time constants") {
  for (const auto& path : npd::testing::dynamics_goldens("slow_points_")) {
    const auto file = npd::hdf5::File::open(path);
    const auto system = npd::testing::golden_generator(file);
    const FrozenMap map(*system, points_of(file.read("inputs")).row(0));
    SlowOptions options;
    options.spread = file.number("", "spread");
    options.slow_s = file.number("", "T_slow_ms") / 1000;
    const auto starts = points_of(file.read("initial_states"));
    const auto slow = slow_points(map, starts, options);
    const auto line = test_for_line(map, slow, options);
    CHECK(line.is_line);
    // Which of two near points is kept may differ by rounding; what they say does not.
    CHECK(static_cast<double>(slow.rows()) == Approx(file.number("slow", "n")).epsilon(0.05));
    CHECK(line.length == Approx(file.number("slow", "length_over_spread")).epsilon(1e-3));
    CHECK(line.alignment == Approx(file.number("slow", "median_alignment")).epsilon(1e-4));
    CHECK(1000 * line.slow_s == Approx(file.number("slow", "median_abs_tau1_ms")).epsilon(0.05));
    CHECK(1000 * line.fast_s == Approx(file.number("slow", "median_tau2_ms")).epsilon(1e-3));
    const auto found = find_fixed_points(map, starts, {options.spread, 1e-4});
    CHECK(static_cast<double>(found.points.size()) == file.number("input_0", "count"));
  }
}
