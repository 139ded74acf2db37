#pragma once

#include "report/planar_field.hpp"

#include <complex>
#include <string>
#include <vector>

/// \file planar_points.hpp
/// Where a flow in the plane stands still, from its nullclines.
namespace npd::report {

/// A fixed point.
struct PlanarPoint {
  double a = 0, b = 0;
  /// Of the field's Jacobian there, in 1 / time; ascending by real part.
  std::complex<double> eigenvalues[2];

  bool is_stable() const { return eigenvalues[1].real() < 0; }
  /// "stable", "saddle", "unstable"
  std::string kind() const;
  /// Whether the two eigenvalues are a complex pair: states turn around it.
  bool turns() const { return eigenvalues[0].imag() != 0; }
};

/// The fixed points in a window, ascending in a, then b: where both components of the velocity
/// change sign in a cell of a grid of `points` x `points`, and from a coarse grid of starts,
/// refined by Newton's method until they stand still to rounding. Two that are closer to each other
/// than a cell may be missed.
std::vector<PlanarPoint> fixed_points(PlanarField& field, const PlanarWindow& window,
                                      std::int64_t points = 200);

/// Pieces of a curve, with NaN between them.
struct PlanarCurve {
  std::vector<double> a, b;
};

/// Where one component of the velocity is 0, by linear interpolation in the cells of a grid.
/// \param component  0 or 1
PlanarCurve nullcline(PlanarField& field, const PlanarWindow& window, std::int64_t component,
                      std::int64_t points = 100);

}  // namespace npd::report
