#pragma once

#include "circuit.hpp"
#include "observation.hpp"

#include "common/short_steps.hpp"

#include <npd/system.hpp>

#include <cstdint>
#include <string>
#include <vector>

/// \file circuit_system.hpp
/// The circuit as a dynamical system: its bins with exact derivatives, its equations as a field.
namespace murray {

/// A circuit whose populations may share input channels and of which some are recorded.
struct Wiring {
  Circuit circuit;
  std::vector<std::string> names;      ///< of the populations
  std::vector<std::int64_t> channel;   ///< the input channel of each population
  std::vector<std::string> channels;   ///< the names of the input channels
  std::vector<std::int64_t> recorded;  ///< the populations that the neurons see, in their order
};

/// Everything that was simulated; channel i is population i's.
/// \param recorded  its first population and their number
Wiring whole_circuit(const Circuit& circuit, std::size_t recorded_first,
                     std::size_t recorded_count);

/// One area of a circuit alone: its input is all that it receives from outside.
Wiring area_alone(const Circuit& circuit, std::size_t area);

/// A circuit that does what it does, and behind it a copy of one of its areas, which receives what
/// the original receives but sends nothing back.
Wiring with_copy_of(const Circuit& circuit, std::size_t area);

/// The circuit by the bin: Euler steps while the input stays as it is, see simulate().
class CircuitSystem final : public npd::System {
 public:
  /// \param observation  what the neurons see the recorded populations through
  CircuitSystem(Wiring wiring, const Integration& integration, RateMap observation);

  std::int64_t state_dim() const override { return coupling_.size(0); }
  std::int64_t input_dim() const override { return std::ssize(wiring_.channels); }
  double bin_s() const override { return integration_.bin_s; }

  npd::Tensor step(const npd::Tensor& input, const npd::Tensor& state) override;
  npd::Jacobian jacobian(const npd::Tensor& input, const npd::Tensor& state) override;
  /// The unit cube, if no step is too long to stay in it.
  std::optional<npd::Box> domain(const npd::Tensor& input) override;
  npd::Tensor outputs(const npd::Tensor& state) override;
  npd::Tensor latents(const npd::Tensor& state) override;
  std::vector<npd::Dimension> state_dimensions() const override;
  std::vector<npd::Dimension> input_dimensions() const override;
  std::shared_ptr<npd::Field> field() override { return field_; }

 private:
  double dt_s() const { return integration_.bin_s / static_cast<double>(integration_.steps); }

  Wiring wiring_;
  Integration integration_;
  RateMap observation_;
  npd::Tensor coupling_;  ///< J (source, target)
  std::shared_ptr<npd::Field> field_;
  simulated::EulerStep short_step_;
};

}  // namespace murray
