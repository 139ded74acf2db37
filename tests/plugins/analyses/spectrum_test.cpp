#include "dynamics/spectrum.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <initializer_list>
#include <iterator>
#include <vector>

#include <Eigen/LU>

#include <npd/testing/catch.hpp>

using namespace npd::dynamics;
using npd::testing::Approx;

namespace {

/// Two real modes and a damped rotation in coordinates that are not orthogonal.
Eigen::MatrixXd four_modes() {
  Eigen::Matrix4d blocks = Eigen::Matrix4d::Zero();
  blocks.diagonal() << 1.1, 0.8 * std::cos(0.3), 0.8 * std::cos(0.3), -0.5;
  blocks(1, 2) = -0.8 * std::sin(0.3);
  blocks(2, 1) = 0.8 * std::sin(0.3);
  Eigen::Matrix4d t;
  t << 1, 2, 0, 0, 0, 1, 0, 1, 0.5, 0, 1, 0, 0, 0, 1, 2;
  return t * blocks * t.inverse();
}

}  // namespace

TEST_CASE("eigenvalues come by falling modulus, the upper one of a pair first") {
  const auto mu = sorted_eigenvalues(four_modes());
  CHECK(mu(0).real() == Approx(1.1));
  CHECK(mu(1).imag() == Approx(0.8 * std::sin(0.3)));
  CHECK(mu(2).imag() == Approx(-0.8 * std::sin(0.3)));
  CHECK(mu(3).real() == Approx(-0.5));
}

TEST_CASE("time constants and frequencies are what they are defined as") {
  CHECK(time_constant(std::exp(-0.1), 10) == Approx(100));
  CHECK(time_constant(std::exp(0.1), 10) == Approx(-100));
  CHECK(time_constant(-std::exp(-0.1), 10) == Approx(100));
  CHECK(std::isinf(time_constant(1, 10)));
  CHECK(time_constant(0, 10) == 0);
  CHECK(frequency(std::polar(0.9, 0.3), 0.01) == Approx(0.3 / (2 * M_PI * 0.01)));
  CHECK(frequency(std::polar(0.9, -0.3), 0.01) == Approx(0.3 / (2 * M_PI * 0.01)));
  CHECK(frequency(-0.5, 0.01) == Approx(50));
}

TEST_CASE("modes solve their equations, left ones are dual to right ones") {
  const auto j = four_modes();
  const auto modes = modes_of(j);
  const Eigen::MatrixXcd complex = j.cast<Complex>();
  for (Eigen::Index k = 0; k < 4; ++k) {
    const Eigen::VectorXcd v = modes.right.col(k);
    CHECK((complex * v - modes.multipliers(k) * v).norm() < 1e-12);
    CHECK(v.norm() == Approx(1));
    Eigen::Index largest = 0;
    v.cwiseAbs().maxCoeff(&largest);
    CHECK(std::abs(v(largest).imag()) < 1e-12);
    CHECK(v(largest).real() > 0);
    const Eigen::RowVectorXcd w = modes.left.row(k);
    CHECK((w * complex - modes.multipliers(k) * w).norm() < 1e-12);
    CHECK(modes.conditions(k) >= 1 - 1e-12);
  }
  CHECK((modes.left * modes.right - Eigen::MatrixXcd::Identity(4, 4)).norm() < 1e-12);
}

TEST_CASE("a map that cannot be diagonalised has no left modes") {
  Eigen::Matrix2d shear;
  shear << 1, 1, 0, 1;
  CHECK(std::isnan(modes_of(shear).left(0, 0).real()));
}

TEST_CASE("fixed points are called by what their modes do") {
  const auto type = [](std::initializer_list<Complex> values) {
    ComplexVector mu(static_cast<Eigen::Index>(values.size()));
    std::copy(values.begin(), values.end(), mu.data());
    return type_of(mu);
  };
  CHECK(type({0.9, 0.5}) == "stable");
  CHECK(type({1.2, 0.5}) == "saddle");
  CHECK(type({1.2, 1.1}) == "source");
  CHECK(type({std::polar(0.9, 0.1), std::polar(0.9, -0.1)}) == "stable focus");
  CHECK(type({1 + 1e-8, 0.5}) == "marginal saddle");
}
