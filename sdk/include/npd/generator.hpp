#pragma once

#include <npd/dynamics.hpp>
#include <npd/kernel.hpp>
#include <npd/module.hpp>
#include <npd/ops.hpp>
#include <npd/params.hpp>
#include <npd/plugin.hpp>
#include <npd/reporter.hpp>
#include <npd/slots.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

/// \file generator.hpp
/// The contract of a generator: the dynamics whose state the readout sees. Its errors are those of
/// npd/error.hpp.
namespace npd {

/// Where a generator's initial state comes from.
enum class InitialState {
  inferred,  ///< from the posterior of the initial-condition encoder
  prior,     ///< from a zero-mean Gaussian with the prior's variance, whatever the trial
};

/// The sizes that the data and the model decide for a generator.
struct GeneratorShape {
  std::int64_t input_dim = 0;  ///< controller outputs plus external inputs; may be 0
  std::int64_t state_dim = 1;
  double bin_s = 0.01;                  ///< width of a bin, what one step is
  std::vector<std::string> areas = {};  ///< of each neuron; empty: the data set does not tell
};

/// Something that a generator can tell besides its state.
struct FurtherOutput {
  std::string name;  ///< in the output file {train,valid,test}_<name>: "communication"
  std::int64_t dim = 1;
};

/// A discrete-time dynamical system with inputs. Subclasses have a constructor
/// `(const Config&, npd::GeneratorShape)`. Creation: any thread; afterwards one thread at a time.
/// What analyses may ask (`jacobian`, `domain`, `starts`, see npd/dynamics.hpp) has defaults.
class Generator : public Module, public Dynamics, public Reporting {
 public:
  using Shape = GeneratorShape;

  /// Keys of its table that are the host's own.
  static constexpr std::array<std::string_view, 1> host_keys{"state_dim"};

  /// One bin of the dynamics, in operations that autograd can follow, float32 or float64 as the
  /// weights are. Trials must not influence each other.
  /// \param input  (trial, input); input_dim may be 0
  /// \param state  (trial, state)
  /// \return the next state, (trial, state)
  Tensor step(const Tensor& input, const Tensor& state) override = 0;

  /// The weights that the L2 penalty sees: handles to the recurrent kernels, no biases. Of a
  /// generator with a kernel, several threads may ask at once.
  virtual std::vector<Tensor> recurrent_weights() const { return {}; }

  /// False: the host freezes every weight of this generator.
  virtual bool trained() const { return true; }

  virtual InitialState initial_state() const { return InitialState::inferred; }

  /// What `further` gives; it lands in the output file of a run.
  virtual std::vector<FurtherOutput> further_outputs() const { return {}; }

  /// The further outputs of one bin, evaluated at the posterior means of what the step is given.
  /// \param input  (row, input), a row being a bin of a trial
  /// \param state  (row, state), before the step
  /// \return (row, dim) for each of further_outputs()
  virtual std::vector<Tensor> further(const Tensor& input, const Tensor& state) {
    (void)input, (void)state;
    return {};
  }

  /// The same mathematics as `step` on float panels with a hand-written backward pass, or nothing
  /// (then autograd follows `step`). Each call makes a kernel of its own, which reads this object's
  /// weights and must not outlive it; several threads may call at once.
  virtual std::shared_ptr<GeneratorKernel> kernel() { return nullptr; }
};

/// A generator that the user named inside another component's table.
using GeneratorSlot = Slot<Generator>;

}  // namespace npd

/// Exports a library with one generator; see npd/plugin.hpp.
#define NPD_GENERATOR(Class, id, version, summary) NPD_COMPONENT(Class, id, version, summary)
