#include "residual/instruments.hpp"

#include <Eigen/Cholesky>
#include <Eigen/Eigenvalues>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>

namespace npd::residual {
namespace {

using Matrix = Eigen::MatrixXd;

constexpr double infinite = std::numeric_limits<double>::infinity();

/// The least eigenvalue of G relative to what the first stage leaves, per regressor.
double strength_of(const Matrix& squares, const Matrix& left, double trials, double regressors) {
  if (trials <= regressors) return 0;
  const Eigen::LLT<Matrix> cholesky(left);
  if (cholesky.info() != Eigen::Success) return infinite;  // nothing is left
  const Matrix half = cholesky.matrixL().solve(squares);
  const Matrix both = cholesky.matrixL().solve(half.transpose());
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen((both + both.transpose()) / 2,
                                                    Eigen::EigenvaluesOnly);
  return std::max(eigen.eigenvalues()(0), 0.0) * (trials - regressors) / regressors;
}

double condition_of(const Matrix& squares) {
  const Eigen::SelfAdjointEigenSolver<Matrix> eigen(squares, Eigen::EigenvaluesOnly);
  const auto& values = eigen.eigenvalues();
  const double least = values(0), most = values(values.size() - 1);
  return least > 1e-16 * most ? most / least : infinite;
}

}  // namespace

Instruments instruments_of(const Bins& z, const SegmentDynamics& fit) {
  Instruments found;
  const auto lag = static_cast<std::size_t>(fit.first.lag);
  for (std::size_t i = 0; i < fit.maps.size(); ++i) {
    const auto& predicted = fit.first.predicted[i];
    const Matrix left = z[lag + i] - predicted;
    const double all = z[lag + i].squaredNorm();
    found.r2.push_back(all > 0 ? 1 - left.squaredNorm() / all : 0);
    found.strength.push_back(strength_of(fit.sums.squares[i], left.transpose() * left,
                                         static_cast<double>(left.rows()),
                                         static_cast<double>(fit.first.coefficients[i].rows())));
    found.condition.push_back(condition_of(fit.sums.squares[i]));
  }
  return found;
}

}  // namespace npd::residual
