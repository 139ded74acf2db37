#include "plugins/analyses/residual/linear_trials.hpp"
#include "residual/bins.hpp"
#include "residual/choose_lag.hpp"
#include "residual/choose_rank.hpp"
#include "residual/choose_smoothness.hpp"
#include "residual/folds.hpp"
#include "residual/hankel.hpp"
#include "residual/two_stage.hpp"

#include <npd/random.hpp>

#include <Eigen/Core>
#include <Eigen/QR>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::residual;
using npd::testing::Approx;
using npd::testing::linear_trials;

namespace {

using Matrix = Eigen::MatrixXd;

Matrix two_modes() { return Eigen::Vector2d(.95, .8).asDiagonal(); }

Bins trials_of_two_modes(Eigen::Index trials, std::uint64_t seed) {
  npd::testing::LinearCase settings;
  settings.trials = trials;
  settings.dims = 4;
  return centred(linear_trials(settings, std::vector<Matrix>(11, two_modes()), seed));
}

/// The error of one condition and fold, trial by trial as it is said.
double error_by_trial(const Bins& x, const Folds& folds, std::int64_t part, const LagDimension& p,
                      Eigen::Index first) {
  Bins train = some_trials(x, outside(folds, part)), test = some_trials(x, inside(folds, part));
  const Matrix basis = dynamics_subspace({{train}}, {{2}}, 3).basis.leftCols(p.dimension);
  for (std::size_t t = 0; t < x.size(); ++t) {
    test[t].rowwise() -= train[t].colwise().mean().eval();
    train[t].rowwise() -= train[t].colwise().mean().eval();
  }
  const auto fitted = first_stage(projected(train, basis), p.lag);
  const auto z = projected(test, basis);
  double sum = 0, count = 0;
  for (auto t = static_cast<std::size_t>(first); t < x.size(); ++t) {
    Matrix past(z[t].rows(), p.lag * p.dimension);
    for (Eigen::Index k = 0; k < p.lag; ++k) {
      past.middleCols(k * p.dimension, p.dimension) = z[t - 1 - static_cast<std::size_t>(k)];
    }
    const Matrix predicted = past * fitted.coefficients[t - static_cast<std::size_t>(p.lag)];
    sum += (test[t] - predicted * basis.transpose()).squaredNorm();
    count += static_cast<double>(z[t].rows());
  }
  return sum / count;
}

}  // namespace

TEST_CASE("folds are nearly equal and hold each trial once") {
  npd::RandomStream random(1, "folds");
  const auto folds = random_folds(23, 5, random);
  CHECK(count_of(folds) == 5);
  for (std::int64_t k = 0; k < 5; ++k) {
    const auto size = inside(folds, k).size();
    CHECK((size == 4 || size == 5));
    CHECK(outside(folds, k).size() == 23 - size);
  }
  CHECK(random_folds(23, 5, random) != folds);
}

TEST_CASE("a choice is no worse than the best within what its criterion says") {
  Matrix errors(3, 4);
  errors << 2, 2, 2, 2, 1, 3, 1, 3, 1.9, 1.9, 1.9, 1.9;  // means 2, 2, 1.9; spreads 0, 1.15, 0
  const auto curve = curve_of(errors);
  CHECK(curve.spread(1) == Approx(std::sqrt(4.0 / 3)));
  CHECK(curve.sem()(1) == Approx(std::sqrt(1.0 / 3)));
  CHECK(curve.is_valid(Criterion::least) == std::vector{false, false, true});
  errors.row(2).array() += 0.05 * Eigen::Array4d(1, -1, 1, -1).transpose();
  const auto wider = curve_of(errors);  // spread .058, standard error .029
  CHECK(wider.is_valid(Criterion::within_sem) == std::vector{false, false, true});
  errors.topRows(2).array() -= 0.05;
  CHECK(curve_of(errors).is_valid(Criterion::within_spread) == std::vector{true, true, true});
  CHECK(curve_of(errors).is_valid(Criterion::within_sem) == std::vector{false, false, true});
}

TEST_CASE("errors of lags and dimensions are those of predicted trials") {
  const auto x = trials_of_two_modes(60, 1);
  npd::RandomStream random(2, "folds");
  const auto folds = random_folds(60, 3, random);
  const auto grid = grid_of({1, 3}, {1, 3});  // of four recorded dimensions
  const auto errors = lag_errors({{x}}, {{2}}, 3, grid, {folds});
  for (std::size_t i = 0; i < grid.size(); ++i) {
    for (std::int64_t k = 0; k < 3; ++k) {
      CAPTURE(i, k);
      CHECK(errors[0](static_cast<Eigen::Index>(i), k) ==
            Approx(error_by_trial(x, folds, k, grid[i], 3)).epsilon(1e-9));
    }
  }
}

TEST_CASE("of lags and dimensions that are no worse the fewest parameters are chosen") {
  const auto grid = grid_of({1, 4}, {1, 2});  // 1, 4, 4, 16 parameters
  Matrix errors(4, 2);
  errors << 5, 5.2, 1, 1.2, 1, 1.2, .9, 1.2;  // the last is best, within .15
  CHECK(chosen_lag(errors, grid) == LagDimension{1, 2});
  errors(1, 0) = 3;
  CHECK(chosen_lag(errors, grid) == LagDimension{4, 1});
  errors(2, 0) = 3;
  CHECK(chosen_lag(errors, grid) == LagDimension{4, 2});
  errors.row(2) << 1, 1;
  errors.col(1).setConstant(NAN);  // a fold without trials of the condition
  CHECK(chosen_lag(errors, grid) == LagDimension{4, 2});
}

TEST_CASE("errors of smoothness are those of left-out trials") {
  const auto z = trials_of_two_modes(50, 3);
  npd::RandomStream random(4, "folds");
  const std::vector<Folds> folds{random_folds(50, 5, random), random_folds(50, 5, random)};
  const std::vector<double> grid{0.1, 100};
  const auto errors = smoothness_errors({z}, 2, grid, folds);
  const auto predicted = first_stage(z, 2).predicted;
  for (std::size_t r = 0; r < folds.size(); ++r) {
    for (std::size_t i = 0; i < grid.size(); ++i) {
      const auto train = outside(folds[r], 3), test = inside(folds[r], 3);
      const auto maps = smooth_maps(
          second_stage_sums(some_trials(predicted, train), some_trials(z, train)), grid[i]);
      const auto x = some_trials(predicted, test), y = some_trials(z, test);
      double sum = 0;
      for (std::size_t t = 0; t < maps.size(); ++t) {
        sum += (y[t + 3] - x[t] * maps[t].transpose()).squaredNorm();
      }
      const double entries = static_cast<double>(test.size() * maps.size() * 4);
      CHECK(errors[r](static_cast<Eigen::Index>(i), 3) == Approx(sum / entries).epsilon(1e-9));
    }
  }
}

TEST_CASE("the rank, dimension and smoothness of a linear system that never changes are found") {
  const auto x = trials_of_two_modes(1500, 5);
  npd::RandomStream random(6, "folds");
  std::vector<Folds> halves;
  for (int k = 0; k < 10; ++k) halves.push_back(random_folds(1500, 2, random));
  const std::vector<Eigen::Index> ranks{1, 2, 3, 4};
  CHECK(chosen_rank(rank_errors({x}, 3, ranks, halves), ranks, Criterion::within_sem) == 2);
  const auto grid = grid_of({1, 2, 3}, {1, 2, 3, 4});
  const auto errors = lag_errors({{x}}, {{2}}, 3, grid, {random_folds(1500, 5, random)});
  CHECK(chosen_lag(errors[0], grid).dimension == 2);
  const Matrix basis = dynamics_subspace({{x}}, {{2}}, 3).basis.leftCols(2);
  const std::vector<double> smoothnesses{1e-3, 1, 1e3, 1e6};
  const std::vector<Folds> folds{random_folds(1500, 5, random), random_folds(1500, 5, random)};
  const auto chosen = chosen_smoothness(
      smoothness_errors(projected(Segments{x}, basis), 2, smoothnesses, folds), smoothnesses);
  CHECK(chosen.largest == 1e6);
}
