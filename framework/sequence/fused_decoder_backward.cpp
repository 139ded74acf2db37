#include "sequence/fused_decoder_run.hpp"

#include <npd/ops.hpp>

#include <utility>

namespace npd::sequence {

std::vector<Tensor> DecoderRun::backward(const std::vector<Tensor>& gradients, bool of_encoded,
                                         bool of_external) {
  const PhaseTimer timer(workspace_->clock, &PhaseTimes::decoder);
  Decoded from{gradients[0], gradients[1], gradients[2], {}, {}, {}};
  DecoderInputs to;
  to.initial_state = at::empty_like(inputs_.initial_state);
  if (of_external) to.external = at::empty_like(inputs_.external);
  std::vector<Tensor> controller_weights;
  if (controller_) {
    from.controller_states = gradients[3];
    from.controller_means = gradients[4];
    from.controller_stds = gradients[5];
    to.initial_factors = at::empty_like(inputs_.initial_factors);
    if (of_encoded) to.encoded = new_sequence(cut_.batch(), time_, layout_.encoded);
    controller_weights = controller_->weights();
  }
  const OutputViews from_views(from);
  const InputViews to_views(to);
  const PanelGradients controller_sums(workspace_->buffers, controller_weights, cut_.count());
  const PanelGradients generator_sums(workspace_->buffers, generator_weights_, cut_.count());
  std::vector<Tensor> factor_weights;
  if (layout_.mapped) factor_weights.push_back(inputs_.factor_weight);
  const PanelGradients factor_sums(workspace_->buffers, factor_weights, cut_.count());
  const ThreadScratch scratch(*workspace_,
                              (DecoderGradients::rows(layout_) + layout_.scratch) * cut_.largest());
  workspace_->threads.run(cut_.count(), [&](std::int64_t panel, int thread) {
    backward(panel, from_views, to_views,
             {controller_sums.of(panel), generator_sums.of(panel), factor_sums.of(panel)},
             scratch[thread]);
  });
  std::vector<Tensor> result{to.initial_state, to.initial_factors, to.encoded, to.external,
                             layout_.mapped ? factor_sums.sum().front() : Tensor()};
  for (const auto& sums : {controller_sums.sum(), generator_sums.sum()}) {
    result.insert(result.end(), sums.begin(), sums.end());
  }
  return result;
}

void DecoderRun::backward(std::int64_t panel, const OutputViews& from, const InputViews& to,
                          const PanelWeightGradients& weights, float* scratch) const {
  const auto tape = (*tape_)[panel];
  const auto first = cut_.first(panel);
  DecoderGradients gradients(layout_, cut_.trials(panel), scratch);
  for (std::int64_t bin = time_ - 1; bin >= 0; --bin) {
    const Place place{bin, first};
    if (bin > 0) tape.fetch(bin - 1);
    generate_backward(tape, place, from, to, weights, gradients);
    if (controller_) control_backward(tape, place, from, to, weights.controller, gradients);
  }
  write(to.initial_state, {0, first}, gradients.state);
  write_if(to.initial_factors, {0, first}, gradients.factors);
  if (controller_) add_row_sums(weights.controller.back(), gradients.controller_state);
}

void DecoderRun::generate_backward(const PanelTape& tape, Place place, const OutputViews& from,
                                   const InputViews& to, const PanelWeightGradients& weights,
                                   DecoderGradients& gradients) const {
  const auto bin = place.bin;
  add_if(gradients.factors, from.factors, place);
  if (layout_.mapped) map_backward(tape, place, weights.factors, gradients);
  const Panel& grad_seen = layout_.mapped ? gradients.grad_dropped_state : gradients.factors;
  multiply_if(grad_seen, views_.state_mask, place);
  npd::add(gradients.state, grad_seen);
  add_if(gradients.state, from.generator_states, place);
  kernel_->backward(rows_of(tape, bin, layout_.generator_input), rows_of(tape, bin, layout_.state),
                    rows_of(tape, bin + 1, layout_.state),
                    rows_of(tape, bin, layout_.generator_tape).data, gradients.state,
                    gradients.generator_input, gradients.state_before, weights.generator,
                    gradients.scratch);
  std::swap(gradients.state, gradients.state_before);
  add_if(gradients.generator_input, from.generator_inputs, place);
  write_if(to.external, place,
           gradients.generator_input.block(layout_.outputs,
                                           layout_.generator_input.count - layout_.outputs));
  clear(gradients.factors);
}

/// Through factors = W dropout(state).
void DecoderRun::map_backward(const PanelTape& tape, Place place, const WeightGradients& weights,
                              DecoderGradients& gradients) const {
  set_transposed_product(gradients.grad_dropped_state, factor_map_, gradients.factors);
  copy(gradients.dropped_state, rows_of(tape, place.bin + 1, layout_.state));
  multiply_if(gradients.dropped_state, views_.state_mask, place);
  add_outer_product({weights.front(), factor_map_.rows, factor_map_.columns}, gradients.factors,
                    gradients.dropped_state);
}

/// Leaves the gradient of the factors that the controller saw.
void DecoderRun::control_backward(const PanelTape& tape, Place place, const OutputViews& from,
                                  const InputViews& to, const WeightGradients& weights,
                                  DecoderGradients& gradients) const {
  const auto bin = place.bin;
  const auto outputs = layout_.outputs;
  const Panel sample = gradients.generator_input.block(0, outputs);
  clear(gradients.controller_output);
  if (views_.noise) {
    read(gradients.noise, views_.noise, place);
    sample_outputs_backward(sample, gradients.noise, gradients.controller_output);
  } else {
    copy(gradients.controller_output.block(0, outputs), sample);
  }
  add_if(gradients.controller_output.block(0, outputs), from.controller_means, place);
  add_if(gradients.controller_output.block(outputs, outputs), from.controller_stds, place);
  add_if(gradients.controller_state, from.controller_states, place);
  see(gradients.controller_input, SequenceView(factors_), place);
  controller_->backward(gradients.controller_input, rows_of(tape, bin, layout_.controller_state),
                        rows_of(tape, bin + 1, layout_.controller_state),
                        rows_of(tape, bin, layout_.controller_output),
                        rows_of(tape, bin, layout_.controller_tape).data,
                        gradients.controller_output, gradients.controller_state,
                        gradients.grad_controller_input, gradients.controller_state_before, weights,
                        gradients.scratch);
  std::swap(gradients.controller_state, gradients.controller_state_before);
  const Panel& grad_input = gradients.grad_controller_input;
  if (to.encoded) {
    write_masked(to.encoded, views_.controller_mask.feature_block(0, layout_.encoded), place,
                 grad_input.block(0, layout_.encoded));
  }
  copy(gradients.factors, grad_input.block(layout_.encoded, layout_.factors));
  multiply_if(gradients.factors,
              views_.controller_mask.feature_block(layout_.encoded, layout_.factors), place);
}

}  // namespace npd::sequence
