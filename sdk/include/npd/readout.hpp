#pragma once

#include <npd/kernel.hpp>
#include <npd/module.hpp>
#include <npd/ops.hpp>
#include <npd/params.hpp>
#include <npd/plugin.hpp>
#include <npd/reporter.hpp>
#include <npd/slots.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

/// \file readout.hpp
/// The contract of a readout: from factors to the parameters of each neuron's output distribution.
/// Its errors are those of npd/error.hpp.
namespace npd {

/// The sizes that the data and the model decide for a readout.
struct ReadoutShape {
  std::int64_t factor_dim = 1;
  std::int64_t output_dim = 1;          ///< neurons times parameters of the output distribution
  std::vector<std::string> areas = {};  ///< of each neuron; empty: the data set does not tell
};

/// A map that acts on each (trial, time) row alone. Subclasses have a constructor
/// `(const Config&, npd::ReadoutShape)`. Creation: any thread; afterwards one thread at a time.
class Readout : public Module, public Reporting {
 public:
  using Shape = ReadoutShape;

  /// \param factors  (..., factor), float32 or float64 as the weights are
  /// \return the parameters of the output distribution, (..., output): of counts the log of the
  ///         expected number per bin; of a Gaussian output means, in the first half, and
  ///         log-variances, in the second
  virtual Tensor output_parameters(const Tensor& factors) = 0;

  /// Starts its bias so that factors of 0 give these parameters. Called once, after the weights
  /// were drawn, if the user asks for `model.readout_bias = "mean_rates"`.
  /// \param parameters  (output), as output_parameters gives them
  /// \return false: this readout has no such bias
  virtual bool start_at(const Tensor& parameters) {
    (void)parameters;
    return false;
  }

  /// The same mathematics on float panels with a hand-written backward pass, or nothing. Each call
  /// makes a kernel of its own; several threads may call at once.
  virtual std::shared_ptr<ReadoutKernel> kernel() { return nullptr; }
};

/// A readout that the user named inside another component's table.
using ReadoutSlot = Slot<Readout>;

}  // namespace npd

/// Exports a library with one readout; see npd/plugin.hpp.
#define NPD_READOUT(Class, id, version, summary) NPD_COMPONENT(Class, id, version, summary)
