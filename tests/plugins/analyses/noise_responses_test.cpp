#include "noise_responses/basins.hpp"
#include "noise_responses/findings.hpp"
#include "noise_responses/mixture.hpp"

#include <npd/analysis.hpp>
#include <npd/ops.hpp>
#include <npd/testing/load_component.hpp>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

namespace npd::dynamics {
namespace {

using testing::Approx;

/// x' = x + .2 (x - x^3) + u: stable at -1 and 1, and at 0 unstable.
class TwoWells final : public System {
 public:
  std::int64_t state_dim() const override { return 1; }
  std::int64_t input_dim() const override { return 1; }
  double bin_s() const override { return 0.01; }
  Tensor step(const Tensor& input, const Tensor& state) override {
    return state + 0.2 * (state - state * state * state) + input;
  }
  Tensor outputs(const Tensor& state) override { return state; }
};

Points column(std::initializer_list<double> values) {
  Points points(static_cast<Eigen::Index>(values.size()), 1);
  Eigen::Index row = 0;
  for (const double value : values) points(row++, 0) = value;
  return points;
}

/// Normal points around centres, `count` of each.
Points clusters(const Points& centres, Eigen::Index count, double deviation, std::uint64_t seed) {
  RandomStream random(seed, "clusters");
  Points points(centres.rows() * count, centres.cols());
  for (Eigen::Index i = 0; i < points.rows(); ++i) {
    for (Eigen::Index j = 0; j < points.cols(); ++j) {
      points(i, j) = centres(i % centres.rows(), j) + deviation * random.normal();
    }
  }
  return points;
}

NoiseResponse response(std::vector<double> shares) {
  NoiseResponse one;
  one.points = Points::Zero(static_cast<Eigen::Index>(shares.size()) - 1, 1);
  one.outcomes = {{0.5, Eigen::Map<Eigen::VectorXd>(shares.data(), one.points.rows() + 1), 0}};
  return one;
}

/// Trials that rest in the two wells by turns, with inputs of mean size 0.1.
AnalysisData rest_in_wells() {
  AnalysisData data;
  const std::int64_t trials = 10, bins = 4;
  Tensor states = at::ones({trials, bins, 1}, at::kDouble);
  states.slice(0, 0, trials, 2).mul_(-1);
  data.evaluation.truth.latents = states;
  data.evaluation.truth.inputs = at::full({trials, bins, 1}, 0.1, at::kDouble);
  data.evaluation.spikes = at::zeros({trials, bins, 1}, at::kDouble);
  for (std::int64_t i = 0; i < trials; ++i) data.evaluation.split.train.push_back(i);
  const auto system = std::make_shared<TwoWells>();
  data.truth.recorded.system = system;
  data.model = {system, data.evaluation.truth.inputs, states, states.select(1, 0).contiguous()};
  return data;
}

AnalysisResult analyse(const AnalysisData& data) {
  return testing::load<Analysis>(NPD_PLUGIN_DIR "/noise_responses.so", "noise_responses",
                                 {{"strengths", std::vector<double>{0, 2, 8}},
                                  {"simulations", std::int64_t{200}},
                                  {"starts", std::int64_t{32}}})
      ->run(data);
}

}  // namespace

TEST_CASE("noise is on for its bins, then there is no input") {
  TwoWells system;
  NoiseCourse course{1, 0, Point::Constant(1, 0.25)};
  RandomStream random(3, "noise"), same(3, "noise");
  const Points starts = Points::Zero(4000, 1);
  const Points once = after_noise(system, starts, course, random);
  CHECK(std::sqrt(once.squaredNorm() / 4000) == Approx(0.25).epsilon(0.05));
  course.quiet_bins = 200;
  const Points rested = after_noise(system, starts, course, same);
  CHECK((rested.array().abs() - 1).abs().maxCoeff() < 1e-9);
  CHECK((rested.array().sign() == once.array().sign()).all());
}

TEST_CASE("the basin of a state is the stable point that it comes to alone") {
  TwoWells system;
  const Points wells = column({-1, 1});
  using Basins = std::vector<Eigen::Index>;
  CHECK(basins_of(system, column({-.1, .1, 1, -3e-9}), wells, 1e-3, 1000) == Basins{0, 1, 1, 0});
  CHECK(basins_of(system, column({-.1, 1, 0}), wells, 1e-3, 5) == Basins{-1, 1, -1});
  CHECK(basins_of(system, column({1}), Points(0, 1), 1e-3, 5) == Basins{-1});
  CHECK(shares_of({0, 1, 1, -1}, 2).isApprox(Eigen::Vector3d(.25, .5, .25)));
}

TEST_CASE("one Gaussian has the likelihood of its maximum") {
  const Points points = clusters(column({0}), 500, 1, 1);
  RandomStream random(0, "mixture");
  const double mean = points.mean();
  const double variance = (points.array() - mean).square().mean() + 1e-6;
  const double expected =
      -0.5 * ((points.array() - mean).square() / variance + std::log(2 * M_PI * variance)).sum();
  const auto fit = fit_mixture(points, 1, random);
  CHECK(fit.log_likelihood == Approx(expected).epsilon(1e-12));
  CHECK(fit.bic == Approx(-2 * expected + 2 * std::log(500)).epsilon(1e-12));
}

TEST_CASE("clusters that are Gaussian are counted") {
  Points centres(3, 2);
  centres << 0, 0, 5, 0, 0, 5;
  RandomStream random(0, "mixture");
  CHECK(best_components(clusters(centres, 150, 0.5, 2), 6, random) == 3);
  CHECK(best_components(clusters(centres.topRows(1), 400, 0.5, 3), 6, random) == 1);
  // Two parameters of a covariance more for each component: 6 k - 1 in the plane.
  const Points some = clusters(centres, 150, 0.5, 2);
  const auto fit = fit_mixture(some, 3, random);
  CHECK(fit.bic + 2 * fit.log_likelihood == Approx(17 * std::log(450)).epsilon(1e-12));
}

TEST_CASE("points that are all equal have a mixture of finite likelihood") {
  RandomStream random(0, "mixture");
  CHECK(std::isfinite(fit_mixture(Points::Ones(20, 2), 3, random).log_likelihood));
}

TEST_CASE("stable points of truth and model are paired where they are near") {
  using Pairs = std::vector<Eigen::Index>;
  CHECK(paired_points(column({0, 1, 5}), column({5.1, .1}), 0.5) == Pairs{1, -1, 0});
  CHECK(paired_points(column({0}), Points(0, 1), 0.5) == Pairs{-1});
  CHECK(paired_points(column({0}), column({0.6}), 0.5) == Pairs{-1});
}

TEST_CASE("the distance of shares is 0 of equal ones and 1 of such with nothing in common") {
  CHECK(distance_of_shares(response({.25, .75, 0}), response({.75, .25, 0}), {1, 0}) == 0);
  CHECK(distance_of_shares(response({1, 0}), response({1, 0}), {-1}) == 1);
  CHECK(distance_of_shares(response({.5, .5, 0}), response({.5, .25, .25}), {0, 1}) == 0.25);
}

TEST_CASE("a model that is the truth responds to noise as the truth does") {
  const auto result = analyse(rest_in_wells());
  CHECK(result.scores.at(0).name == "noise_share_distance");
  CHECK(result.scores.at(0).value == 0);
  CHECK(result.scores.at(1).value == 0);
  const auto& shares = *result.tables.at(0).columns.at(3).cells.numbers();
  const auto& basins = *result.tables.at(0).columns.at(2).cells.texts();
  REQUIRE(shares.size() == 2 * 3 * 3);
  CHECK(basins.at(2) == "none");
  // Without noise half of the simulations stay in either well; strong noise mixes them.
  CHECK(shares.at(0) + shares.at(1) == 1);
  CHECK(shares.at(0) == Approx(0.5).margin(0.12));
  CHECK(shares.at(2) == 0);
  CHECK(*result.tables.at(1).columns.at(2).cells.numbers() == std::vector<double>(6, 2));
  CHECK(result.figures.size() == 1);
}

TEST_CASE("without inputs there is no noise") {
  auto data = rest_in_wells();
  data.evaluation.truth.inputs = Tensor();
  const auto result = analyse(data);
  CHECK(std::isnan(result.scores.at(0).value));
  CHECK(result.scores.at(0).reason == "the truth's system, states or inputs are not known");
}

}  // namespace npd::dynamics
