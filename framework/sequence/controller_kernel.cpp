#include "sequence/controller_kernel.hpp"

#include "sequence/panel_batch.hpp"

#include <npd/vector_math.hpp>

namespace npd::sequence {
namespace {

NPD_MULTIVERSION void deviations_of(float* log_variance, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) log_variance[i] = fast_exp(0.5F * log_variance[i]);
}

NPD_MULTIVERSION void multiply_add(float* __restrict noise, const float* __restrict mean,
                                   const float* __restrict std, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) noise[i] = mean[i] + std[i] * noise[i];
}

NPD_MULTIVERSION void add_products(float* __restrict y, const float* __restrict a,
                                   const float* __restrict b, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) y[i] += a[i] * b[i];
}

// d std / d log variance = std / 2.
NPD_MULTIVERSION void through_deviations(float* __restrict gradient, const float* __restrict std,
                                         std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) gradient[i] *= 0.5F * std[i];
}

}  // namespace

ControllerKernel::ControllerKernel(const Controller& controller)
    : gru_(std::shared_ptr<const GruCell>(std::shared_ptr<void>(), controller.cell)),
      states_(controller.cell->state_dim()),
      outputs_(controller.output_weight.size(0) / 2),
      start_(controller.start),
      weights_(trained_weights(*controller.cell)),
      output_weight_(weight_matrix(controller.output_weight)),
      output_bias_(weight_vector(controller.output_bias)) {
  gru_.prepare();
  weights_.insert(weights_.end(),
                  {controller.output_weight, controller.output_bias, controller.start});
}

KernelMemory ControllerKernel::memory() const { return gru_.memory(); }

void ControllerKernel::forward(ConstPanel input, ConstPanel state, Panel next_state, Panel output,
                               float* tape, float* scratch) const {
  gru_.forward(input, state, next_state, tape, scratch);
  set_output(next_state, output);
}

void ControllerKernel::forward_from_sums(ConstPanel factors, ConstPanel state, Panel next_state,
                                         Panel output, float* tape, float* scratch) const {
  gru_.forward_from_sums(factors, state, next_state, tape, scratch);
  set_output(next_state, output);
}

void ControllerKernel::set_output(ConstPanel state, Panel output) const {
  set_affine(output, output_weight_, state, output_bias_);
  const Panel deviations = output.block(outputs_, outputs_);
  deviations_of(deviations.data, deviations.size());
}

void ControllerKernel::backward(ConstPanel input, ConstPanel state, ConstPanel next_state,
                                ConstPanel output, const float* tape, Panel grad_output,
                                Panel grad_next_state, Panel grad_input, Panel grad_state,
                                const WeightGradients& gradients, float* scratch) const {
  const auto first = gradients.size() - 3;
  const Panel grad_deviations = grad_output.block(outputs_, outputs_);
  through_deviations(grad_deviations.data, output.row(outputs_), grad_deviations.size());
  add_transposed_product(grad_next_state, output_weight_, grad_output);
  add_outer_product({gradients[first], 2 * outputs_, states_}, grad_output, next_state);
  add_row_sums(gradients[first + 1], grad_output);
  gru_.backward(input, state, next_state, tape, grad_next_state, grad_input, grad_state, gradients,
                scratch);
}

void sample_outputs(ConstPanel output, Panel sample) {
  multiply_add(sample.data, output.data, output.row(sample.features), sample.size());
}

void sample_outputs_backward(ConstPanel grad_sample, ConstPanel noise, Panel grad_output) {
  add(grad_output.block(0, grad_sample.features), grad_sample);
  add_products(grad_output.row(grad_sample.features), grad_sample.data, noise.data,
               grad_sample.size());
}

}  // namespace npd::sequence
