#include <npd/gru_kernel.hpp>
#include <npd/vector_math.hpp>

#include <cstddef>
#include <utility>

// The tape holds the gates and the candidate after their activations, stacked z, r, n as the rows
// of the weights are; grad_sums is the gradient of what goes into the activations, stacked so too.
namespace npd {
namespace {

// r and r h from the reset gate's sum.
NPD_MULTIVERSION void reset_state(float* __restrict r, const float* __restrict h,
                                  float* __restrict rh, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    r[i] = fast_sigmoid(r[i]);
    rh[i] = r[i] * h[i];
  }
}

// z, n and the next state from the sums of the update gate and the candidate.
NPD_MULTIVERSION void blend(float* __restrict z, float* __restrict n, const float* __restrict h,
                            float* __restrict next, float clip, std::int64_t size) {
  for (std::int64_t i = 0; i < size; ++i) {
    z[i] = fast_sigmoid(z[i]);
    n[i] = fast_tanh(n[i]);
    next[i] = detail::clamp(n[i] + z[i] * (h[i] - n[i]), -clip, clip);
  }
}

// Through `blend`: the gradients of both sums, and the part of dh that does not pass the gates.
NPD_MULTIVERSION void blend_backward(const float* __restrict z, const float* __restrict n,
                                     const float* __restrict h, const float* __restrict dnext,
                                     float clip, float* __restrict dz, float* __restrict dn,
                                     float* __restrict dh, std::int64_t size) {
  for (std::int64_t i = 0; i < size; ++i) {
    const float next = n[i] + z[i] * (h[i] - n[i]);
    const float inside = next > clip || next < -clip ? 0.0F : dnext[i];
    dz[i] = inside * (h[i] - n[i]) * z[i] * (1.0F - z[i]);
    dn[i] = inside * (1.0F - z[i]) * (1.0F - n[i] * n[i]);
    dh[i] = inside * z[i];
  }
}

// Through `reset_state`; turns d(r h) into r h, which the weight gradient needs.
NPD_MULTIVERSION void reset_state_backward(const float* __restrict r, const float* __restrict h,
                                           float* __restrict drh_then_rh, float* __restrict dr,
                                           float* __restrict dh, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    const float drh = drh_then_rh[i];
    dr[i] = drh * h[i] * r[i] * (1.0F - r[i]);
    dh[i] += drh * r[i];
    drh_then_rh[i] = r[i] * h[i];
  }
}

}  // namespace

GruKernel::GruKernel(std::shared_ptr<const GruCell> cell)
    : cell_(std::move(cell)), size_(cell_->state_dim()) {}

KernelMemory GruKernel::memory() const { return {.tape = 3 * size_, .scratch = 4 * size_}; }

void GruKernel::prepare() {
  input_weight_ = weight_matrix(cell_->input_weight());
  const ConstMatrix recurrent = weight_matrix(cell_->recurrent_weight());
  gate_weight_ = recurrent.row_block(0, 2 * size_);
  candidate_weight_ = recurrent.row_block(2 * size_, size_);
  const float* trained = weight_vector(cell_->bias());
  const float* constant = weight_vector(cell_->recurrent_bias());
  bias_.resize(static_cast<std::size_t>(3 * size_));
  for (std::size_t i = 0; i < bias_.size(); ++i) bias_[i] = trained[i] + constant[i];
}

void GruKernel::forward(ConstPanel input, ConstPanel state, Panel next_state, float* tape,
                        float* scratch) const {
  sum_first_inputs(input, {tape, 3 * size_, state.trials});
  forward_gates(state, next_state, tape, scratch);
}

void GruKernel::sum_first_inputs(ConstPanel first_inputs, Panel sums) const {
  set_affine(sums, input_weight_.column_block(0, first_inputs.features), first_inputs,
             bias_.data());
}

void GruKernel::forward_from_sums(ConstPanel last_inputs, ConstPanel state, Panel next_state,
                                  float* tape, float* scratch) const {
  const auto last = last_inputs.features;
  add_product({tape, 3 * size_, state.trials},
              input_weight_.column_block(input_weight_.columns - last, last), last_inputs);
  forward_gates(state, next_state, tape, scratch);
}

void GruKernel::forward_gates(ConstPanel state, Panel next_state, float* tape,
                              float* scratch) const {
  const Panel sums{tape, 3 * size_, state.trials};
  const Panel gates = sums.block(0, 2 * size_), candidate = sums.block(2 * size_, size_);
  const Panel reset = sums.block(size_, size_);
  const Panel reset_by{scratch, size_, state.trials};
  add_product(gates, gate_weight_, state);
  reset_state(reset.data, state.data, reset_by.data, state.size());
  add_product(candidate, candidate_weight_, reset_by);
  blend(gates.data, candidate.data, state.data, next_state.data, static_cast<float>(cell_->clip()),
        state.size());
}

void GruKernel::backward(ConstPanel input, ConstPanel state, ConstPanel /*next_state*/,
                         const float* tape, ConstPanel grad_next_state, Panel grad_input,
                         Panel grad_state, const WeightGradients& gradients, float* scratch) const {
  const ConstPanel activations{tape, 3 * size_, state.trials};
  const ConstPanel update = activations.block(0, size_), reset = activations.block(size_, size_);
  const ConstPanel candidate = activations.block(2 * size_, size_);
  const Panel grad_sums{scratch, 3 * size_, state.trials};
  const Panel grad_gates = grad_sums.block(0, 2 * size_);
  const Panel grad_candidate = grad_sums.block(2 * size_, size_);
  const Panel reset_by{grad_sums.row(3 * size_), size_, state.trials};

  blend_backward(update.data, candidate.data, state.data, grad_next_state.data,
                 static_cast<float>(cell_->clip()), grad_gates.data, grad_candidate.data,
                 grad_state.data, state.size());
  set_transposed_product(reset_by, candidate_weight_, grad_candidate);
  reset_state_backward(reset.data, state.data, reset_by.data, grad_gates.row(size_),
                       grad_state.data, state.size());
  add_transposed_product(grad_state, gate_weight_, grad_gates);
  if (grad_input.data != nullptr) set_transposed_product(grad_input, input_weight_, grad_sums);
  if (!gradients.empty()) add_weight_gradients(input, state, reset_by, grad_sums, gradients);
}

void GruKernel::add_weight_gradients(ConstPanel input, ConstPanel state, ConstPanel reset_by,
                                     ConstPanel grad_sums, const WeightGradients& gradients) const {
  const Matrix grad_input_weight{gradients[0], 3 * size_, input.features};
  const Matrix grad_recurrent_weight{gradients[1], 3 * size_, size_};
  add_outer_product(grad_input_weight, grad_sums, input);
  add_outer_product(grad_recurrent_weight.row_block(0, 2 * size_), grad_sums.block(0, 2 * size_),
                    state);
  add_outer_product(grad_recurrent_weight.row_block(2 * size_, size_),
                    grad_sums.block(2 * size_, size_), reset_by);
  add_row_sums(gradients[2], grad_sums);
}

}  // namespace npd
