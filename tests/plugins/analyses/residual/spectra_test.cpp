#include "residual/spectra.hpp"

#include <npd/random.hpp>

#include <Eigen/Core>
#include <Eigen/LU>

#include <cmath>
#include <complex>
#include <cstddef>
#include <utility>
#include <vector>

#include <npd/testing/catch.hpp>

using namespace npd::residual;
using npd::testing::Approx;

namespace {

using Matrix = Eigen::MatrixXd;

/// A map with these real modes.
Matrix with_modes(const Matrix& vectors, const Eigen::VectorXd& values) {
  return vectors * values.asDiagonal() * vectors.inverse();
}

Eigen::Matrix2d rotation(double modulus, double angle) {
  Eigen::Matrix2d map;
  map << std::cos(angle), -std::sin(angle), std::sin(angle), std::cos(angle);
  return modulus * map;
}

std::vector<Matrix> random_maps(int count, Eigen::Index dims) {
  npd::RandomStream random(8, "maps");
  std::vector<Matrix> maps;
  for (int t = 0; t < count; ++t) {
    auto& map = maps.emplace_back(dims, dims);
    for (Eigen::Index i = 0; i < map.size(); ++i) map.data()[i] = random.normal();
  }
  return maps;
}

}  // namespace

TEST_CASE("modes whose eigenvalues cross are followed by their vectors") {
  Eigen::Matrix2d vectors;
  vectors << 1, .6, 0, .8;
  std::vector<Matrix> maps;
  for (int t = 0; t <= 10; ++t) {
    maps.push_back(with_modes(vectors, Eigen::Vector2d(.9 - .04 * t, .51 + .04 * t)));
  }
  const auto spectra = tracked_spectra(maps);
  for (int t = 0; t <= 10; ++t) {
    CAPTURE(t);
    CHECK(spectra.eigenvalues[static_cast<std::size_t>(t)](0).real() == Approx(.9 - .04 * t));
    CHECK(spectra.eigenvalues[static_cast<std::size_t>(t)](1).real() == Approx(.51 + .04 * t));
  }
}

TEST_CASE("singular triples make up the map, in whatever order they are followed") {
  const auto maps = random_maps(12, 4);
  const auto spectra = tracked_spectra(maps);
  for (std::size_t t = 0; t < maps.size(); ++t) {
    const Matrix product =
        spectra.left[t] * spectra.singular[t].asDiagonal() * spectra.right[t].transpose();
    CHECK((product - maps[t]).norm() < 1e-12);
    const Eigen::MatrixXcd values = spectra.eigenvalues[t].asDiagonal();
    CHECK((maps[t] * spectra.vectors[t] - spectra.vectors[t] * values).norm() < 1e-10);
    if (t == 0) continue;
    CHECK((spectra.right[t].cwiseProduct(spectra.right[t - 1])).colwise().sum().minCoeff() >= 0);
  }
}

TEST_CASE("of real values that meet a pair the larger takes the place of the positive part") {
  Spectra pair = tracked_spectra({rotation(.9, .2)});
  REQUIRE(pair.eigenvalues[0](0).imag() > 0);
  // Of negative values the one of the larger modulus is not the larger.
  for (const Eigen::Vector2d& values : {Eigen::Vector2d(.9, .7), Eigen::Vector2d(-.9, -.7)}) {
    for (const bool positive_first : {true, false}) {
      const Matrix map = values.asDiagonal();
      const auto found = matched_spectra({map}, pair).eigenvalues[0];
      CHECK(found(positive_first ? 0 : 1).real() == Approx(values.maxCoeff()));
      CHECK(found(positive_first ? 1 : 0).real() == Approx(values.minCoeff()));
      std::swap(pair.eigenvalues[0](0), pair.eigenvalues[0](1));
      pair.vectors[0].col(0).swap(pair.vectors[0].col(1));
    }
  }
}

TEST_CASE("of a pair that meets real values the positive part takes the place of the larger") {
  Spectra reals = tracked_spectra({Matrix(Eigen::Vector2d(.9, .7).asDiagonal())});
  CHECK(matched_spectra({rotation(.8, .2)}, reals).eigenvalues[0](0).imag() > 0);
  std::swap(reals.eigenvalues[0](0), reals.eigenvalues[0](1));
  reals.vectors[0].col(0).swap(reals.vectors[0].col(1));
  CHECK(matched_spectra({rotation(.8, .2)}, reals).eigenvalues[0](1).imag() > 0);
}

TEST_CASE("normal maps do not depart from normality") {
  CHECK(departure_from_normality(rotation(.9, .3)) < 1e-7);
  Eigen::Matrix2d sheared;
  sheared << .5, 1, 0, .5;
  // sum s^2 = 1.5, sum |lambda|^2 = .5
  CHECK(departure_from_normality(sheared) == Approx(std::sqrt(1 / .5)));
  CHECK(sum_of_squares(sheared) == Approx(1.5));
  CHECK(largest_modulus(sheared) == Approx(.5));
}
