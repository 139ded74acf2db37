#include "dynamics/spectrum.hpp"

#include <Eigen/Eigenvalues>
#include <Eigen/LU>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numeric>
#include <vector>

namespace npd::dynamics {
namespace {

constexpr double near_unit_circle = 1e-6;
constexpr double parallel = 1e-12;  // of eigenvectors: they are one

/// Places of eigenvalues in the order that everything here has.
std::vector<Eigen::Index> order_of(const ComplexVector& mu) {
  std::vector<Eigen::Index> order(static_cast<std::size_t>(mu.size()));
  std::iota(order.begin(), order.end(), 0);
  std::stable_sort(order.begin(), order.end(), [&](Eigen::Index a, Eigen::Index b) {
    const Complex x = mu(a), y = mu(b);
    if (std::abs(x) != std::abs(y)) return std::abs(x) > std::abs(y);
    if (x.real() != y.real()) return x.real() > y.real();
    return x.imag() > y.imag();
  });
  return order;
}

Eigen::VectorXcd normalised(Eigen::VectorXcd v) {
  Eigen::Index largest = 0;
  v.cwiseAbs().maxCoeff(&largest);
  const Complex turn = std::abs(v(largest)) / v(largest);
  return v * (turn / v.norm());
}

}  // namespace

ComplexVector sorted_eigenvalues(const Eigen::MatrixXd& jacobian) {
  const ComplexVector mu = Eigen::EigenSolver<Eigen::MatrixXd>(jacobian, false).eigenvalues();
  ComplexVector sorted(mu.size());
  Eigen::Index place = 0;
  for (const auto i : order_of(mu)) sorted(place++) = mu(i);
  return sorted;
}

ComplexVector rates_of(const ComplexVector& multipliers, double bin) {
  return multipliers.unaryExpr([&](Complex mu) { return std::log(mu) / bin; });
}

double time_constant(Complex multiplier, double bin) {
  const double modulus = std::abs(multiplier);
  if (modulus == 1) return std::numeric_limits<double>::infinity();
  return modulus == 0 ? 0 : -bin / std::log(modulus);
}

double frequency(Complex multiplier, double bin) {
  return std::abs(std::arg(multiplier)) / (2 * M_PI * bin);
}

Modes modes_of(const Eigen::MatrixXd& jacobian) {
  const auto n = jacobian.rows();
  const Eigen::EigenSolver<Eigen::MatrixXd> solver(jacobian);
  Modes modes{ComplexVector(n), Eigen::MatrixXcd(n, n), {}, Eigen::VectorXd(n)};
  const ComplexVector mu = solver.eigenvalues();
  const Eigen::MatrixXcd v = solver.eigenvectors();
  Eigen::Index place = 0;
  for (const auto i : order_of(mu)) {
    modes.multipliers(place) = mu(i);
    modes.right.col(place++) = normalised(v.col(i));
  }
  Eigen::FullPivLU<Eigen::MatrixXcd> inverse(n, n);
  inverse.setThreshold(parallel);
  inverse.compute(modes.right);
  modes.left = inverse.isInvertible()
                   ? Eigen::MatrixXcd(inverse.inverse())
                   : Eigen::MatrixXcd::Constant(n, n, std::numeric_limits<double>::quiet_NaN());
  modes.conditions = modes.left.rowwise().norm();
  return modes;
}

Eigen::Index unstable_directions(const ComplexVector& multipliers) {
  return (multipliers.array().abs() > 1).count();
}

std::string type_of(const ComplexVector& multipliers) {
  if (multipliers.size() == 0) return "stable";
  const auto unstable = unstable_directions(multipliers);
  std::string type = unstable == 0                    ? "stable"
                     : unstable == multipliers.size() ? "source"
                                                      : "saddle";
  if (multipliers(0).imag() != 0) type += " focus";
  if (std::abs(std::abs(multipliers(0)) - 1) <= near_unit_circle) type.insert(0, "marginal ");
  return type;
}

}  // namespace npd::dynamics
