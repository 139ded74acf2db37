#include "plugins/analyses/residual/golden_case.hpp"
#include "plugins/analyses/residual/linear_trials.hpp"
#include "residual/bins.hpp"
#include "residual/bootstrap.hpp"
#include "residual/hankel.hpp"
#include "residual/instruments.hpp"
#include "residual/spectra.hpp"
#include "residual/two_stage.hpp"

#include <npd/random.hpp>

#include <Eigen/Core>
#include <Eigen/LU>
#include <Eigen/QR>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::residual;
using npd::testing::Approx;
using npd::testing::linear_trials;
using npd::testing::normal_matrix;
using npd::testing::random_basis;

namespace {

using Matrix = Eigen::MatrixXd;

/// |lambda| .95 and .8 up to bin 12, then .9 with an angle of .3 rad.
std::vector<Matrix> changing_maps() {
  Eigen::Matrix2d first, second;
  first << .95, 0, 0, .8;
  second << .9 * std::cos(.3), -.9 * std::sin(.3), .9 * std::sin(.3), .9 * std::cos(.3);
  std::vector<Matrix> maps(24, second);
  std::fill(maps.begin(), maps.begin() + 12, first);
  return maps;
}

/// Means over the maps of bins first ... last.
struct MeanSpectrum {
  double first = 0, second = 0, modulus = 0, angle = 0;
};

MeanSpectrum mean_spectrum(const std::vector<Matrix>& maps, Eigen::Index lag, int from, int to) {
  MeanSpectrum mean;
  for (int t = from; t <= to; ++t) {
    const auto mu = npd::dynamics::sorted_eigenvalues(maps[static_cast<std::size_t>(t - lag)]);
    const double share = 1.0 / (to - from + 1);
    mean.first += share * std::abs(mu(0));
    mean.second += share * std::abs(mu(1));
    mean.modulus += share * (std::abs(mu(0)) + std::abs(mu(1))) / 2;
    mean.angle += share * std::abs(std::arg(mu(0)));
  }
  return mean;
}

/// The first golden case of the project's own: one segment, two conditions.
const npd::testing::ResidualGolden& first_case() {
  static const npd::testing::ResidualGolden golden(NPD_TEST_DATA
                                                   "/goldens/residual/residual_case0.h5");
  return golden;
}

/// |eigenvalues| of all maps of all conditions of some residuals.
Matrix moduli(const std::vector<Segments>& conditions, double smoothness) {
  const auto& golden = first_case();
  const Matrix basis = dynamics_subspace(conditions, golden.ranks, golden.order).basis.leftCols(3);
  std::vector<Eigen::VectorXd> all;
  for (const auto& x : conditions) {
    for (const auto& map : two_stage(projected(x[0], basis), 3, smoothness).maps) {
      all.emplace_back(npd::dynamics::sorted_eigenvalues(map).cwiseAbs());
    }
  }
  Matrix table(static_cast<Eigen::Index>(all.size()), 3);
  for (std::size_t i = 0; i < all.size(); ++i) table.row(static_cast<Eigen::Index>(i)) = all[i];
  return table;
}

std::vector<Segments> changed(const std::vector<Segments>& conditions, const Matrix& by) {
  std::vector<Segments> all;
  for (const auto& x : conditions) all.push_back(projected(x, by));
  return all;
}

Bins random_bins(std::size_t bins, Eigen::Index trials, Eigen::Index dims, std::uint64_t seed) {
  npd::RandomStream random(seed, "bins");
  Bins all;
  for (std::size_t t = 0; t < bins; ++t) all.push_back(normal_matrix(trials, dims, random));
  return all;
}

}  // namespace

TEST_CASE("two stages find the eigenvalues that noise hides from one") {
  for (const std::uint64_t seed : {1, 2, 3}) {
    CAPTURE(seed);
    const auto x = centred(linear_trials({}, changing_maps(), seed));
    const Matrix basis = dynamics_subspace({{x}}, {{2}}, 5).basis.leftCols(2);
    const auto z = projected(x, basis);
    const auto maps = two_stage(z, 3, 20).maps;
    const auto first = mean_spectrum(maps, 3, 3, 9), second = mean_spectrum(maps, 3, 15, 23);
    CHECK(std::abs(first.first - .95) <= .02);
    CHECK(std::abs(first.second - .8) <= .03);
    CHECK(std::abs(second.modulus - .9) <= .02);
    CHECK(std::abs(second.angle - .3) <= .025);
    CHECK(mean_spectrum(one_stage(z, 3, 20), 3, 3, 9).first < .86);
  }
}

TEST_CASE("residuals in another orthogonal basis have the same eigenvalues") {
  const auto& golden = first_case();
  npd::RandomStream random(3, "basis");
  const auto turned = changed(golden.conditions, random_basis(8, 8, random));
  CHECK((moduli(turned, 20) - moduli(golden.conditions, 20)).cwiseAbs().maxCoeff() < 1e-9);
}

TEST_CASE("residuals in another unit have the same eigenvalues under smoothness in its square") {
  const auto& golden = first_case();
  const auto scaled = changed(golden.conditions, 7 * Matrix::Identity(8, 8));
  CHECK((moduli(scaled, 49 * 20) - moduli(golden.conditions, 20)).cwiseAbs().maxCoeff() < 1e-9);
}

TEST_CASE("trials in another order have the same eigenvalues") {
  const auto& golden = first_case();
  std::vector<Segments> permuted;
  for (const auto& x : golden.conditions) {
    npd::RandomStream random(5, "order");
    const auto order = random.permutation(trials_of(x));
    permuted.push_back(some_trials(x, TrialList(order.begin(), order.end())));
  }
  CHECK((moduli(permuted, 20) - moduli(golden.conditions, 20)).cwiseAbs().maxCoeff() < 1e-9);
}

TEST_CASE("maps that may hardly change are the one of all bins together") {
  const auto& golden = first_case();
  const Matrix basis =
      dynamics_subspace(golden.conditions, golden.ranks, golden.order).basis.leftCols(3);
  for (const auto& x : golden.conditions) {
    const auto fit = two_stage(projected(x[0], basis), 3, 1e8);
    Matrix squares = Matrix::Zero(3, 3), products = Matrix::Zero(3, 3);
    for (std::size_t t = 0; t < fit.maps.size(); ++t) {
      squares += fit.sums.squares[t];
      products += fit.sums.products[t];
    }
    const Matrix pooled = squares.ldlt().solve(products).transpose();
    for (const auto& map : fit.maps) {
      CHECK((map - fit.maps.front()).cwiseAbs().maxCoeff() <= 1e-5);
      CHECK((map - pooled).cwiseAbs().maxCoeff() <= 1e-5);
    }
  }
}

TEST_CASE("maps that may change as they like are least squares bin by bin") {
  const auto z = random_bins(8, 60, 3, 1);
  const auto fit = two_stage(z, 2, 0);
  for (std::size_t t = 0; t < fit.maps.size(); ++t) {
    const Matrix least = fit.first.predicted[t].householderQr().solve(z[t + 3]).transpose();
    CHECK((fit.maps[t] - least).cwiseAbs().maxCoeff() < 1e-9);
  }
}

TEST_CASE("smooth maps solve the equations of all bins at once") {
  const auto z = random_bins(9, 40, 2, 2);
  const auto fit = two_stage(z, 2, 3);
  const auto count = static_cast<Eigen::Index>(fit.maps.size());
  Matrix whole = Matrix::Zero(2 * count, 2 * count), right(2 * count, 2);
  for (Eigen::Index i = 0; i < count; ++i) {
    const auto t = static_cast<std::size_t>(i);
    whole.block(2 * i, 2 * i, 2, 2) = fit.sums.squares[t];
    right.middleRows(2 * i, 2) = fit.sums.products[t];
    for (const Eigen::Index j : {i - 1, i + 1}) {
      if (j < 0 || j == count) continue;
      whole.block(2 * i, 2 * i, 2, 2) += 3 * Matrix::Identity(2, 2);
      whole.block(2 * i, 2 * j, 2, 2) -= 3 * Matrix::Identity(2, 2);
    }
  }
  const Matrix solution = whole.fullPivLu().solve(right);
  double squares = 0;
  for (Eigen::Index i = 0; i < count; ++i) {
    const auto t = static_cast<std::size_t>(i);
    CHECK((fit.maps[t] - solution.middleRows(2 * i, 2).transpose()).cwiseAbs().maxCoeff() < 1e-12);
    squares += (z[t + 3] - fit.first.predicted[t] * fit.maps[t].transpose()).squaredNorm();
  }
  CHECK(fit.loss == Approx(squares).epsilon(1e-12));
}

TEST_CASE("of a past that depends on itself the least first stage is taken, and told") {
  auto z = random_bins(5, 40, 2, 3);
  CHECK_FALSE(first_stage(z, 1).is_deficient);
  for (auto& bin : z) bin.col(1) = 2 * bin.col(0);
  const auto first = first_stage(z, 1);
  CHECK(first.is_deficient);
  // All of it along (1, 2), which is all that there is.
  CHECK((first.coefficients[0].row(1) - 2 * first.coefficients[0].row(0)).norm() < 1e-12);
}

TEST_CASE("noise that is white over time is in no covariance of past and future") {
  npd::testing::LinearCase quiet, noisy;
  quiet.trials = noisy.trials = 6000;
  quiet.observation_noise = 0;
  noisy.observation_noise = 1;
  const auto singular = [](const npd::testing::LinearCase& settings) {
    const auto x = linear_trials(settings, changing_maps(), 4);
    return triples_of(hankel_matrices(x, 3).front()).values(0);
  };
  CHECK(singular(noisy) == Approx(singular(quiet)).epsilon(.08));
}

TEST_CASE("the strength of an instrument is its F") {
  npd::RandomStream random(6, "instruments");
  Bins z;
  for (int t = 0; t < 3; ++t) {
    const Matrix noise = normal_matrix(500, 1, random);
    z.push_back(t == 0 ? noise : Matrix(.3 * z.back() + noise));
  }
  const auto fit = two_stage(z, 1, 0);
  const auto found = instruments_of(z, fit);
  const double product = z[0].col(0).dot(z[1].col(0));
  const double r2 = product * product / z[0].squaredNorm() / z[1].squaredNorm();
  REQUIRE(found.r2.size() == 1);
  CHECK(found.r2[0] == Approx(r2));
  CHECK(found.strength[0] == Approx(r2 / (1 - r2) * 499));
  CHECK(found.condition[0] == Approx(1));
}

TEST_CASE("a dimension that the past says nothing of makes instruments weak") {
  npd::testing::LinearCase settings;
  settings.dims = 2;
  settings.observation_noise = 0;
  const auto strength = [&](double second) {
    const Matrix map = Eigen::Vector2d(.9, second).asDiagonal();
    const auto z = centred(linear_trials(settings, std::vector<Matrix>(4, map), 7));
    return instruments_of(z, two_stage(z, 1, 0)).strength[0];
  };
  CHECK(strength(.8) > 10 * weak_strength);
  CHECK(strength(0) < weak_strength);
}

TEST_CASE("the resample of all trials as they are is the full fit") {
  const auto z = random_bins(7, 50, 3, 4);
  const auto maps = two_stage(z, 1, 2).maps;
  const auto full = tracked_spectra(maps);
  TrialList all;
  for (Eigen::Index i = 0; i < 50; ++i) all.push_back(49 - i);
  const auto same = bootstrap(z, 1, 2, full, {all});
  REQUIRE(same.size() == 1);
  for (std::size_t t = 0; t < maps.size(); ++t) {
    CHECK((same[0].eigenvalues[t] - full.eigenvalues[t]).norm() < 1e-9);
    CHECK((same[0].singular[t] - full.singular[t]).norm() < 1e-9);
  }
}

TEST_CASE("quantiles lie between the values") {
  CHECK(quantile({3, 1, 2}, 0.5) == 2);
  CHECK(quantile({3, 1, 2}, 0.25) == 1.5);
  CHECK(quantile({3, 1, 2}, 1) == 3);
  CHECK(quantile({7}, 0.975) == 7);
  CHECK(std::isinf(quantile({INFINITY, INFINITY, 1}, 0.9)));
}
