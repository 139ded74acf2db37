#pragma once

#include <cstdint>
#include <vector>

/// \file kernel.hpp
/// The fast form of generators and readouts. The host cuts a batch into panels, row-major float
/// matrices [feature][trial], and runs a panel's whole sequence on one thread. A kernel computes
/// one bin of one panel, forward and backward; the host owns all memory, which need not be aligned.
/// npd/panel.hpp has products and activations; ready: npd/gelu_network.hpp, npd/gru_kernel.hpp.
namespace npd {

/// A writable panel: value(feature, trial) = data[feature * trials + trial].
struct Panel {
  float* data = nullptr;
  std::int64_t features = 0;
  std::int64_t trials = 0;

  float* row(std::int64_t feature) const { return data + feature * trials; }
  Panel block(std::int64_t first, std::int64_t count) const { return {row(first), count, trials}; }
  std::int64_t size() const { return features * trials; }
};

/// A panel that is only read.
struct ConstPanel {
  const float* data = nullptr;
  std::int64_t features = 0;
  std::int64_t trials = 0;

  ConstPanel() = default;
  ConstPanel(const float* d, std::int64_t f, std::int64_t t) : data(d), features(f), trials(t) {}
  ConstPanel(const Panel& panel)  // NOLINT: a writable panel may be read
      : data(panel.data), features(panel.features), trials(panel.trials) {}
  const float* row(std::int64_t feature) const { return data + feature * trials; }
  ConstPanel block(std::int64_t first, std::int64_t count) const {
    return {row(first), count, trials};
  }
  std::int64_t size() const { return features * trials; }
};

/// One float buffer for each weight of the module whose `trained` is true, in the order of
/// Module::weights(), row-major. Kernels add to them; the host clears and sums them.
using WeightGradients = std::vector<float*>;

/// The memory, in floats per trial, that one bin of a kernel needs.
struct KernelMemory {
  std::int64_t tape = 0;     ///< kept by the host from forward to backward, one for every bin
  std::int64_t scratch = 0;  ///< of use only within one call
};

/// A generator on panels. `prepare` runs on one thread before any other call of a training step;
/// `forward` and `backward` are then called from many threads at once on different panels.
class GeneratorKernel {
 public:
  virtual ~GeneratorKernel() = default;
  virtual KernelMemory memory() const = 0;

  /// Reads the weights, which have changed since the last call.
  virtual void prepare() = 0;

  /// \param input       [input][trial]
  /// \param state       [state][trial]
  /// \param next_state  [state][trial], written; does not overlap `state`
  /// \param tape        memory().tape * trials floats, written for `backward`
  virtual void forward(ConstPanel input, ConstPanel state, Panel next_state, float* tape,
                       float* scratch) const = 0;

  /// \param next_state       what `forward` wrote
  /// \param grad_next_state  dLoss/d next_state, [state][trial]
  /// \param grad_input       dLoss/d input, written
  /// \param grad_state       dLoss/d state, written; does not overlap grad_next_state
  /// \param gradients        added to; empty if the generator is not trained
  virtual void backward(ConstPanel input, ConstPanel state, ConstPanel next_state,
                        const float* tape, ConstPanel grad_next_state, Panel grad_input,
                        Panel grad_state, const WeightGradients& gradients,
                        float* scratch) const = 0;
};

/// A readout on panels whose columns are (trial, time) rows. Same threading as GeneratorKernel.
class ReadoutKernel {
 public:
  virtual ~ReadoutKernel() = default;
  virtual KernelMemory memory() const = 0;
  virtual void prepare() = 0;

  /// \param factors  [factor][column]
  /// \param outputs  [output][column], the parameters of the output distribution, written
  virtual void forward(ConstPanel factors, Panel outputs, float* tape, float* scratch) const = 0;

  /// \param grad_outputs  dLoss/d outputs
  /// \param grad_factors  dLoss/d factors, written
  /// \param gradients     added to
  virtual void backward(ConstPanel factors, const float* tape, ConstPanel grad_outputs,
                        Panel grad_factors, const WeightGradients& gradients,
                        float* scratch) const = 0;
};

}  // namespace npd
