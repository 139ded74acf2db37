#include <npd/gru_kernel.hpp>
#include <npd/vector_math.hpp>

#include <cstddef>
#include <utility>

// The sums of the gates and of the candidate, and their gradients grad_sums, are stacked z, r, n as
// the rows of the weights are. The tape has the gates z and r after their activations and no
// candidate: with u = (1 - z) n = next - z h, which is known on the way back,
//   d next / d sum of z = z (1 - z) (h - n) = z (h - next),
//   d next / d sum of n = (1 - z) (1 - n^2) = (1 - z) - u n,  n = u / (1 - z),
// whose rounding errors are those of u, a few 1e-7 of the states. A tape that is a quarter shorter
// saves more time than the division costs.
namespace npd {
namespace {

// r and r h from the reset gate's sum.
NPD_MULTIVERSION void reset_state(const float* __restrict sum, const float* __restrict h,
                                  float* __restrict r, float* __restrict rh, std::int64_t n) {
  for (std::int64_t i = 0; i < n; ++i) {
    r[i] = fast_sigmoid(sum[i]);
    rh[i] = r[i] * h[i];
  }
}

// z and the next state from the sums of the update gate and the candidate. Where the state is
// clipped, -z instead of z, which is never 0: no gradient comes back there.
NPD_MULTIVERSION void blend(const float* __restrict z_sum, const float* __restrict n_sum,
                            const float* __restrict h, float clip, float* __restrict signed_z,
                            float* __restrict next, std::int64_t size) {
  for (std::int64_t i = 0; i < size; ++i) {
    const float z = fast_sigmoid(z_sum[i]), n = fast_tanh(n_sum[i]);
    const float unclipped = n + z * (h[i] - n);
    next[i] = detail::clamp(unclipped, -clip, clip);
    signed_z[i] = next[i] != unclipped ? -z : z;
  }
}

// Through `blend`: the gradients of both sums, and the part of dh that does not pass the gates.
NPD_MULTIVERSION void blend_backward(const float* __restrict signed_z, const float* __restrict h,
                                     const float* __restrict next, const float* __restrict dnext,
                                     float* __restrict dz, float* __restrict dn,
                                     float* __restrict dh, std::int64_t size) {
  constexpr float least = 1e-30F;  // at 1 - z = 0 all of dn is 0, not 0/0
  for (std::int64_t i = 0; i < size; ++i) {
    const float inside = signed_z[i] < 0 ? 0.0F : dnext[i];
    const float z = signed_z[i], left = 1.0F - z;
    const float u = next[i] - z * h[i];
    const float n = detail::clamp(u / (left > least ? left : least), -1.0F, 1.0F);
    dz[i] = inside * z * (h[i] - next[i]);
    dn[i] = inside * left * (1.0F - n * n);
    dh[i] = inside * z;
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

KernelMemory GruKernel::memory() const { return {.tape = 2 * size_, .scratch = 4 * size_}; }

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
  sum_first_inputs(input, {scratch, 3 * size_, state.trials});
  forward_gates(state, next_state, tape, scratch);
}

void GruKernel::sum_first_inputs(ConstPanel first_inputs, Panel sums) const {
  set_affine(sums, input_weight_.column_block(0, first_inputs.features), first_inputs,
             bias_.data());
}

void GruKernel::forward_from_sums(ConstPanel last_inputs, ConstPanel state, Panel next_state,
                                  float* tape, float* scratch) const {
  const auto last = last_inputs.features;
  add_product({scratch, 3 * size_, state.trials},
              input_weight_.column_block(input_weight_.columns - last, last), last_inputs);
  forward_gates(state, next_state, tape, scratch);
}

void GruKernel::forward_gates(ConstPanel state, Panel next_state, float* tape,
                              float* scratch) const {
  const Panel sums{scratch, 3 * size_, state.trials};
  const Panel gate_sums = sums.block(0, 2 * size_), candidate_sum = sums.block(2 * size_, size_);
  const Panel reset_by{sums.row(3 * size_), size_, state.trials};
  const Panel gates{tape, 2 * size_, state.trials};
  add_product(gate_sums, gate_weight_, state);
  reset_state(gate_sums.row(size_), state.data, gates.row(size_), reset_by.data, state.size());
  add_product(candidate_sum, candidate_weight_, reset_by);
  blend(gate_sums.data, candidate_sum.data, state.data, static_cast<float>(cell_->clip()),
        gates.data, next_state.data, state.size());
}

void GruKernel::backward(ConstPanel input, ConstPanel state, ConstPanel next_state,
                         const float* tape, ConstPanel grad_next_state, Panel grad_input,
                         Panel grad_state, const WeightGradients& gradients, float* scratch) const {
  const ConstPanel gates{tape, 2 * size_, state.trials};
  const ConstPanel update = gates.block(0, size_), reset = gates.block(size_, size_);
  const Panel grad_sums{scratch, 3 * size_, state.trials};
  const Panel grad_gates = grad_sums.block(0, 2 * size_);
  const Panel grad_candidate = grad_sums.block(2 * size_, size_);
  const Panel reset_by{grad_sums.row(3 * size_), size_, state.trials};

  blend_backward(update.data, state.data, next_state.data, grad_next_state.data, grad_gates.data,
                 grad_candidate.data, grad_state.data, state.size());
  set_transposed_product(reset_by, candidate_weight_, grad_candidate);
  reset_state_backward(reset.data, state.data, reset_by.data, grad_gates.row(size_),
                       grad_state.data, state.size());
  add_transposed_product(grad_state, gate_weight_, grad_gates);
  if (grad_input.data != nullptr) set_transposed_product(grad_input, input_weight_, grad_sums);
  if (!gradients.empty()) add_weight_gradients(input, state, reset_by, grad_sums, gradients);
}

void GruKernel::add_weight_gradients(ConstPanel input, ConstPanel state, ConstPanel reset_by,
                                     ConstPanel grad_sums, const WeightGradients& gradients) const {
  const Matrix grad_recurrent_weight{gradients[1], 3 * size_, size_};
  if (input.features > 0) {
    add_outer_product({gradients[0], 3 * size_, input.features}, grad_sums, input);
  }
  add_outer_product(grad_recurrent_weight.row_block(0, 2 * size_), grad_sums.block(0, 2 * size_),
                    state);
  add_outer_product(grad_recurrent_weight.row_block(2 * size_, size_),
                    grad_sums.block(2 * size_, size_), reset_by);
  add_row_sums(gradients[2], grad_sums);
}

}  // namespace npd
