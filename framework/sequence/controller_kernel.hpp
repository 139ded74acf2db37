#pragma once

#include "sequence/operations.hpp"

#include <npd/gru_kernel.hpp>
#include <npd/panel.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace npd::sequence {

/// One bin of the controller on panels: its GRU, its output's mean and deviation, a sample.
class ControllerKernel {
 public:
  explicit ControllerKernel(const Controller& controller);

  /// The GRU's trained weights, then those of the output and the start.
  const std::vector<Tensor>& weights() const { return weights_; }

  std::int64_t state_dim() const { return states_; }
  std::int64_t output_dim() const { return outputs_; }
  const float* start() const { return weight_vector(start_); }
  KernelMemory memory() const;

  /// \param output  [2 output][trial], written: means, then standard deviations
  void forward(ConstPanel input, ConstPanel state, Panel next_state, Panel output, float* tape,
               float* scratch) const;

  /// `forward` in two parts, for many samples of the same encoded data: what the GRU makes of
  /// these, the first features of its input, alone. \param sums  [state_sums][trial], written
  void sum_encoded(ConstPanel encoded, Panel sums) const { gru_.sum_first_inputs(encoded, sums); }
  std::int64_t state_sums() const { return 3 * states_; }
  /// \param scratch  starts with the sums
  void forward_from_sums(ConstPanel factors, ConstPanel state, Panel next_state, Panel output,
                         float* tape, float* scratch) const;

  /// \param grad_output      dLoss/d means and deviations; turned into those of the log-variances
  /// \param grad_next_state  dLoss/d next_state but for what comes through the output; added to
  void backward(ConstPanel input, ConstPanel state, ConstPanel next_state, ConstPanel output,
                const float* tape, Panel grad_output, Panel grad_next_state, Panel grad_input,
                Panel grad_state, const WeightGradients& gradients, float* scratch) const;

 private:
  void set_output(ConstPanel state, Panel output) const;

  GruKernel gru_;
  std::int64_t states_, outputs_;
  Tensor start_;
  std::vector<Tensor> weights_;
  ConstMatrix output_weight_;
  const float* output_bias_;
};

/// sample = mean + deviation * noise.
/// \param output  means, then standard deviations
/// \param sample  holds the noise, then the sample
void sample_outputs(ConstPanel output, Panel sample);

/// Through `sample_outputs`.
/// \param grad_output  [2 output][trial], added to
void sample_outputs_backward(ConstPanel grad_sample, ConstPanel noise, Panel grad_output);

}  // namespace npd::sequence
