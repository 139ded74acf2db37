#include "common/linear_algebra.hpp"

#include <npd/random.hpp>

#include <npd/testing/catch.hpp>

using Eigen::MatrixXd;
using npd::metrics::column_means;
using npd::metrics::condense;
using npd::metrics::least_squares;
using npd::metrics::principal_components;
using npd::metrics::r_squared;
using npd::testing::Approx;

namespace {

MatrixXd random_matrix(Eigen::Index rows, Eigen::Index columns, const char* name) {
  npd::RandomStream stream(1, name);
  return MatrixXd::NullaryExpr(rows, columns, [&] { return stream.normal(); });
}

}  // namespace

TEST_CASE("the mean of a constant column is exactly its value") {
  // Ten times 0.1 does not add up to 1.
  const MatrixXd x = MatrixXd::Constant(10, 1, 0.1);
  CHECK(column_means(x)(0) == 0.1);
}

TEST_CASE("condensing keeps the inner products of centred columns") {
  for (const Eigen::Index rows : {3, 20, 256, 1000}) {
    const MatrixXd x = random_matrix(rows, 4, "x"), y = random_matrix(rows, 2, "y");
    const auto small = condense(x, y);
    CHECK(small.x.rows() <= 6);
    const MatrixXd xc = x.rowwise() - x.colwise().mean(), yc = y.rowwise() - y.colwise().mean();
    CHECK((small.x.transpose() * small.x - xc.transpose() * xc).norm() < 1e-11);
    CHECK((small.x.transpose() * small.y - xc.transpose() * yc).norm() < 1e-11);
    CHECK((small.y.transpose() * small.y - yc.transpose() * yc).norm() < 1e-11);
  }
}

TEST_CASE("least squares recovers an affine map far from the origin") {
  const MatrixXd x = random_matrix(500, 3, "x").array() + 1e4;
  const MatrixXd weights = random_matrix(3, 2, "weights");
  const MatrixXd y = (x * weights).array() - 7;
  const auto map = least_squares(x, y);
  CHECK((map.weights - weights).norm() < 1e-10);
  CHECK((map(x) - y).norm() < 1e-9);
}

TEST_CASE("least squares on a hand-computed example") {
  // Means 1 and 2; slope = sum (x - 1)(y - 2) / sum (x - 1)^2 = (1 + 0 + 2) / 2, so the predictions
  // are 0.5, 2, 3.5 and R2 = 1 - (0.25 + 1 + 0.25) / (1 + 1 + 4).
  const MatrixXd x{{0.0}, {1.0}, {2.0}};
  const MatrixXd y{{1.0}, {1.0}, {4.0}};
  const auto map = least_squares(x, y);
  CHECK(map.weights(0, 0) == Approx(1.5));
  CHECK(r_squared(y, map(x)) == Approx(0.75));
}

TEST_CASE("least squares shares a weight equally between equal regressors") {
  // Of all a + b = 2 the least norm is a = b = 1.
  const MatrixXd x = random_matrix(50, 1, "x");
  const MatrixXd twice = (MatrixXd(50, 2) << x, x).finished();
  const auto map = least_squares(twice, 2 * x);
  CHECK(map.weights(0, 0) == Approx(1));
  CHECK(map.weights(1, 0) == Approx(1));
}

TEST_CASE("least squares ignores a constant regressor") {
  MatrixXd x = random_matrix(50, 2, "x");
  x.col(1).setConstant(2.5);
  const auto map = least_squares(x, 3 * x.col(0));
  CHECK(map.weights(0, 0) == Approx(3));
  CHECK(map.weights(1, 0) == 0);
}

TEST_CASE("least squares with fewer rows than columns fits exactly with the least norm") {
  // Centred rows are +-(1, 2, 2), so weights = (1, 2, 2) * 9 / 9.
  const MatrixXd x{{1, 2, 2}, {-1, -2, -2}};
  const MatrixXd y{{9.0}, {-9.0}};
  const auto map = least_squares(x, y);
  CHECK((map.weights - Eigen::Vector3d(1, 2, 2)).norm() < 1e-12);
  CHECK((map(x) - y).norm() < 1e-12);
}

TEST_CASE("a constant target scores 1 if predicted exactly and else 0") {
  const MatrixXd target = MatrixXd::Constant(7, 1, 0.1);
  MatrixXd prediction = target;
  CHECK(r_squared(target, prediction) == 1);
  prediction(3) += 1e-9;
  CHECK(r_squared(target, prediction) == 0);
  const auto map = least_squares(random_matrix(7, 2, "x"), target);
  CHECK(r_squared(target, map(random_matrix(7, 2, "x"))) == 1);
}

TEST_CASE("the mean predictor scores 0, a worse one less") {
  const MatrixXd target{{-1.0}, {1.0}};
  CHECK(r_squared(target, MatrixXd::Zero(2, 1)) == 0);
  CHECK(r_squared(target, -target) == Approx(-3));
}

TEST_CASE("principal components keep the directions of most variance") {
  MatrixXd x = random_matrix(40, 3, "x");
  x.col(0) *= 100;
  x.col(1) *= 1e-3;
  x = x.rowwise() - x.colwise().mean();
  const MatrixXd two = principal_components(x, 2);
  REQUIRE(two.cols() == 2);
  CHECK(two.squaredNorm() == Approx(x.squaredNorm()).epsilon(1e-8));
  CHECK(principal_components(x, 5).cols() == 3);
}
