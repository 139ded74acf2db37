#pragma once

#include <npd/dynamics.hpp>
#include <npd/system.hpp>

#include <cstdint>
#include <memory>

/// \file short_steps.hpp
/// Bins that are made of short steps while the input stays as it is.
namespace simulated {

/// Euler's step of a field, s' = s + dt v(u, s).
class EulerStep : public npd::Dynamics {
 public:
  /// \param dt  in the field's unit of time
  EulerStep(std::shared_ptr<npd::Field> field, double dt);

  npd::Tensor step(const npd::Tensor& input, const npd::Tensor& state) override;
  npd::Jacobian jacobian(const npd::Tensor& input, const npd::Tensor& state) override;

 protected:
  double dt() const { return dt_; }

 private:
  std::shared_ptr<npd::Field> field_;
  double dt_;
};

/// The state after `count` steps under one input.
/// \param input  (point, input)
/// \param state  (point, state)
npd::Tensor repeat(npd::Dynamics& short_step, std::int64_t count, const npd::Tensor& input,
                   const npd::Tensor& state);

/// The derivatives of that by the chain rule.
npd::Jacobian jacobian_of_repeat(npd::Dynamics& short_step, std::int64_t count,
                                 const npd::Tensor& input, const npd::Tensor& state);

}  // namespace simulated
