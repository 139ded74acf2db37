#include "report/planar_field.hpp"

#include <npd/ops.hpp>

namespace npd::report {

PlanarField::PlanarField(std::shared_ptr<System> system, const Tensor& input)
    : system_(std::move(system)), field_(system_->field()), input_(input) {}

Tensor PlanarField::inputs(const Tensor& states) const {
  return input_.unsqueeze(0).expand({states.size(0), input_.size(0)});
}

Tensor PlanarField::velocity(const Tensor& states) {
  if (field_) return field_->velocity(inputs(states), states);
  return (system_->step(inputs(states), states) - states) / system_->bin_s();
}

Tensor PlanarField::jacobian(const Tensor& states) {
  if (field_) return field_->jacobian(inputs(states), states).state;
  const Tensor by_state = system_->jacobian(inputs(states), states).state;
  return (by_state - at::eye(2, by_state.options())) / system_->bin_s();
}

std::string PlanarField::time_unit() const { return field_ ? field_->time_unit() : "s"; }

Tensor PlanarField::on_grid(const PlanarWindow& window, std::int64_t points) {
  Tensor states = at::empty({points, points, 2}, at::kDouble);
  double* place = states.data_ptr<double>();
  for (std::int64_t row = 0; row < points; ++row) {
    for (std::int64_t column = 0; column < points; ++column) {
      const auto part = [&](std::int64_t i) {
        return static_cast<double>(i) / static_cast<double>(points);
      };
      *place++ = window.a_low + window.width() * part(column);
      *place++ = window.b_low + window.height() * part(row);
    }
  }
  return velocity(states.reshape({-1, 2})).reshape({points, points, 2}).contiguous();
}

}  // namespace npd::report
