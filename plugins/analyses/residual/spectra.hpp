#pragma once

#include "dynamics/spectrum.hpp"

#include <Eigen/Core>

#include <vector>

/// \file spectra.hpp
/// Eigenvalues and singular values of a series of maps, each followed from bin to bin.
namespace npd::residual {

using dynamics::Complex;
using dynamics::ComplexVector;

/// Of each map of a series, in an order that one mode keeps.
struct Spectra {
  std::vector<ComplexVector> eigenvalues;
  std::vector<Eigen::MatrixXcd> vectors;     ///< right, in columns, of norm 1
  std::vector<Eigen::VectorXd> singular;     ///< A = left diag(singular) right'
  std::vector<Eigen::MatrixXd> left, right;  ///< output and input directions, in columns
};

/// At first by falling modulus; from then on every mode is the one of the next bin that is most
/// like it: pairs of least total cost (1 - |w'w'|) |lambda - lambda'|, w the real part of the
/// vector and, for the second of a conjugate pair, the imaginary part; singular values likewise by
/// their right vectors. Vectors are turned so that neighbours do not point away from each other
/// [Galgali2023].
/// \param maps  (to, from), square
Spectra tracked_spectra(const std::vector<Eigen::MatrixXd>& maps);

/// Each map by itself in the order of the same bin of a reference, by the cost above with complex
/// vectors. Where a conjugate pair meets two real values both orders cost the same: the larger
/// value takes the place of the positive imaginary part; and where two real values meet a pair, the
/// positive imaginary part that of the larger value.
Spectra matched_spectra(const std::vector<Eigen::MatrixXd>& maps, const Spectra& reference);

/// The sum of the squared singular values.
double sum_of_squares(const Eigen::MatrixXd& map);

/// sqrt(sum s^2 - sum |lambda|^2) / sqrt(sum |lambda|^2): 0 of a normal map [Henrici1962].
double departure_from_normality(const Eigen::MatrixXd& map);

/// The largest modulus of its eigenvalues.
double largest_modulus(const Eigen::MatrixXd& map);

/// Joins series of segments.
Spectra joined(const std::vector<Spectra>& parts);

}  // namespace npd::residual
