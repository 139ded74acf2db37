#pragma once

#include "common/short_steps.hpp"

#include <npd/system.hpp>
#include <npd/tensor.hpp>

#include <optional>

/// \file fields.hpp
/// The equations of the toys [Galgali2023], with inputs u in units of the state per second.
namespace toy {

/// Two choices and the saddle between them: dx = 20 x - 6 x^3 + u_0, dy = -10 y + u_1.
class SaddleField final : public npd::Field {
 public:
  explicit SaddleField(double bin_s) : bin_s_(bin_s) {}

  npd::Tensor velocity(const npd::Tensor& input, const npd::Tensor& state) override;
  npd::Jacobian jacobian(const npd::Tensor& input, const npd::Tensor& state) override;
  double bin() const override { return bin_s_; }

 private:
  double bin_s_;
};

/// Euler's step of the saddle, which knows a box that it does not leave.
class SaddleStep final : public simulated::EulerStep {
 public:
  using EulerStep::EulerStep;

  /// Nothing if dt is too long for the box.
  std::optional<npd::Box> domain(const npd::Tensor& input) override;
};

/// dx = A x + u; or dx = (A + e (B - A)) x + u with e behind u: an input that turns one matrix into
/// another.
class LinearField final : public npd::Field {
 public:
  /// \param before  A (state, state)
  /// \param after   B likewise; undefined: there is no e
  LinearField(npd::Tensor before, const npd::Tensor& after, double bin_s);

  npd::Tensor velocity(const npd::Tensor& input, const npd::Tensor& state) override;
  npd::Jacobian jacobian(const npd::Tensor& input, const npd::Tensor& state) override;
  double bin() const override { return bin_s_; }

 private:
  npd::Tensor before_, change_;
  double bin_s_;
};

/// A point that runs around the origin, with r its distance from there and phi its direction:
/// dr = pull (1 - r), dphi = turn r, and the input in Cartesian coordinates.
struct Orbit {
  double pull_per_s = 0;  ///< 0: every circle is an orbit; else the one of radius 1 attracts
  double turn_per_s = 1.2;
};

/// In Cartesian coordinates: dz = pull (1 - r) z / r + turn r (-y, x) + u. The direction is not
/// defined in the origin, which stays where it is.
class OrbitField final : public npd::Field {
 public:
  OrbitField(const Orbit& orbit, double bin_s) : orbit_(orbit), bin_s_(bin_s) {}

  npd::Tensor velocity(const npd::Tensor& input, const npd::Tensor& state) override;
  double bin() const override { return bin_s_; }

 private:
  Orbit orbit_;
  double bin_s_;
};

/// Euler's step in polar coordinates, then the input: z' = (r' / r) R(dt turn r) z + dt u, with
/// r' = r + dt pull (1 - r) and R a rotation. Orbits stay circles, which Euler's step in Cartesian
/// coordinates would widen.
class OrbitStep final : public npd::Dynamics {
 public:
  OrbitStep(const Orbit& orbit, double dt_s) : orbit_(orbit), dt_s_(dt_s) {}

  npd::Tensor step(const npd::Tensor& input, const npd::Tensor& state) override;
  npd::Jacobian jacobian(const npd::Tensor& input, const npd::Tensor& state) override;

 private:
  Orbit orbit_;
  double dt_s_;
};

}  // namespace toy
