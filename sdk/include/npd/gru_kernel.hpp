#pragma once

#include <npd/gru_cell.hpp>
#include <npd/kernel.hpp>
#include <npd/panel.hpp>

#include <cstdint>
#include <memory>

/// \file gru_kernel.hpp
/// The GruCell on panels: the `gru` generator as well as one bin of an encoder or a controller.
namespace npd {

/// The mathematics of GruCell::step. Gradients are those of the cell's trained weights: input
/// weight, recurrent weight, bias.
class GruKernel final : public GeneratorKernel {
 public:
  explicit GruKernel(std::shared_ptr<const GruCell> cell);

  KernelMemory memory() const override;
  void prepare() override;
  void forward(ConstPanel input, ConstPanel state, Panel next_state, float* tape,
               float* scratch) const override;

  /// What an input adds to the sums of the gates is W x + b.
  ConstMatrix input_weight() const { return input_weight_; }
  const std::vector<float>& bias() const { return bias_; }

  /// `forward` in two parts, for inputs of which the first features are the same again and again:
  /// what these, and the biases, add to the sums of the gates.
  /// \param sums  [3 state][trial], written
  void sum_first_inputs(ConstPanel first_inputs, Panel sums) const;
  /// \param last_inputs  the features that are left
  /// \param scratch      as of `forward`, starting with the sums of the first inputs
  void forward_from_sums(ConstPanel last_inputs, ConstPanel state, Panel next_state, float* tape,
                         float* scratch) const;

  /// As GeneratorKernel says; in addition, grad_input.data may be null if nobody needs it, and an
  /// input without features leaves the gradient of its weight to the caller: what comes back to
  /// the sums of the gates, [3 state][trial], is then what scratch starts with.
  void backward(ConstPanel input, ConstPanel state, ConstPanel next_state, const float* tape,
                ConstPanel grad_next_state, Panel grad_input, Panel grad_state,
                const WeightGradients& gradients, float* scratch) const override;

 private:
  void forward_gates(ConstPanel state, Panel next_state, float* tape, float* scratch) const;
  void add_weight_gradients(ConstPanel input, ConstPanel state, ConstPanel reset_by,
                            ConstPanel grad_sums, const WeightGradients& gradients) const;

  std::shared_ptr<const GruCell> cell_;
  std::int64_t size_;  // of the state
  ConstMatrix input_weight_, gate_weight_, candidate_weight_;
  std::vector<float> bias_;
};

}  // namespace npd
