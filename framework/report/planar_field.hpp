#pragma once

#include <npd/system.hpp>

#include <memory>
#include <string>

namespace npd::report {

/// A rectangle of states (a, b).
struct PlanarWindow {
  double a_low = 0, a_high = 1, b_low = 0, b_high = 1;

  double width() const { return a_high - a_low; }
  double height() const { return b_high - b_low; }
};

/// The flow of a system of two state dimensions under a constant input: of its equations, where it
/// has some, else what a bin does, divided by its length.
class PlanarField {
 public:
  /// \param input  (input), float64
  PlanarField(std::shared_ptr<System> system, const Tensor& input);

  /// \param states  (point, 2) float64 \return (point, 2), per unit of time
  Tensor velocity(const Tensor& states);
  /// \return (point, 2, 2): of the i-th velocity by the j-th state
  Tensor jacobian(const Tensor& states);
  std::string time_unit() const;

  /// Velocities at `points` places along each axis, the upper ends left out: a = a_low,
  /// a_low + width / points, ... \return (b, a, 2)
  Tensor on_grid(const PlanarWindow& window, std::int64_t points);

 private:
  Tensor inputs(const Tensor& states) const;

  std::shared_ptr<System> system_;
  std::shared_ptr<Field> field_;  ///< null: bins alone
  Tensor input_;
};

}  // namespace npd::report
