#pragma once

#include <Eigen/Core>

#include <complex>
#include <string>

/// \file spectrum.hpp
/// What the eigenvalues of a Jacobian say of the dynamics around a fixed point.
namespace npd::dynamics {

using Complex = std::complex<double>;
using ComplexVector = Eigen::VectorXcd;

/// Eigenvalues by falling modulus, then falling real and imaginary part.
ComplexVector sorted_eigenvalues(const Eigen::MatrixXd& jacobian);

/// lambda = ln(mu) / bin, per unit of `bin`; of 0 real part -infinity.
ComplexVector rates_of(const ComplexVector& multipliers, double bin);

/// -bin / ln|mu|, in units of `bin`: of decay, negative of growth, infinite at |mu| = 1, 0 at mu =
/// 0.
double time_constant(Complex multiplier, double bin);

/// |arg mu| / (2 pi bin), per unit of `bin`; a negative mu, which flips every bin, has 1 / (2 bin).
double frequency(Complex multiplier, double bin);

/// The modes of a linear map: J v = mu v, w'v = 1.
struct Modes {
  ComplexVector multipliers;   ///< mu, as sorted_eigenvalues
  Eigen::MatrixXcd right;      ///< v in columns, |v| = 1, the largest component real and positive
  Eigen::MatrixXcd left;       ///< w' in rows; NaN where J cannot be diagonalised
  Eigen::VectorXd conditions;  ///< |w|: how much mu may move for a unit change of J
};
Modes modes_of(const Eigen::MatrixXd& jacobian);

/// Directions that grow: #{|mu| > 1}.
Eigen::Index unstable_directions(const ComplexVector& multipliers);

/// "stable", "saddle" or "source"; "focus" behind it if the leading mu is complex, "marginal" in
/// front if it is within 1e-6 of the unit circle.
std::string type_of(const ComplexVector& multipliers);

}  // namespace npd::dynamics
