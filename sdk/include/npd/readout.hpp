#pragma once

#include <npd/kernel.hpp>
#include <npd/module.hpp>
#include <npd/ops.hpp>
#include <npd/params.hpp>
#include <npd/plugin.hpp>
#include <npd/slots.hpp>

#include <memory>

/// \file readout.hpp
/// The contract of a readout: from factors to the parameters of each neuron's output distribution.
namespace npd {

/// A map that acts on each (trial, time) row alone. Subclasses have a constructor
/// `(const Config&, npd::ReadoutShape)`. Creation: any thread; afterwards one thread at a time.
class Readout : public Module {
 public:
  /// \param factors  (..., factor), float32 or float64 as the weights are
  /// \return log of the expected spike count per bin, (..., output). Of a model with Gaussian
  ///         output the first half of the outputs are means, the second half log-variances.
  virtual Tensor log_rates(const Tensor& factors) = 0;

  /// The same mathematics on float panels with a hand-written backward pass, or nothing. Each call
  /// makes a kernel of its own; several threads may call at once.
  virtual std::shared_ptr<ReadoutKernel> kernel() { return nullptr; }
};

}  // namespace npd
