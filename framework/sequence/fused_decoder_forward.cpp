#include "sequence/fused_decoder_run.hpp"

#include <npd/ops.hpp>

namespace npd::seq {

Decoded DecoderRun::forward(bool taped) {
  const PhaseTimer timer(workspace_->clock, &PhaseTimes::decoder);
  const Decoded decoded = new_outputs();
  const OutputViews outputs(decoded);
  tape_.emplace(workspace_->buffers, cut_, layout_.tape.total(), time_, taped);
  const ThreadScratch scratch(*workspace_,
                              (layout_.factors + (layout_.mapped ? layout_.state.count : 0) +
                               layout_.controller_input + layout_.scratch) *
                                  cut_.largest());
  workspace_->threads.run(cut_.count(), [&](std::int64_t panel, int thread) {
    forward(panel, outputs, scratch[thread]);
  });
  if (taped) {
    factors_ = decoded.factors.detach();
  } else {
    tape_.reset();
  }
  return decoded;
}

Decoded DecoderRun::new_outputs() const {
  const auto batch = cut_.batch();
  Decoded decoded;
  decoded.generator_states = new_sequence(batch, time_, layout_.state.count);
  decoded.generator_inputs = new_sequence(batch, time_, layout_.generator_input.count);
  decoded.factors = new_sequence(batch, time_, layout_.factors);
  if (controller_) {
    decoded.controller_states = new_sequence(batch, time_, layout_.controller_state.count);
    decoded.controller_means = new_sequence(batch, time_, layout_.outputs);
    decoded.controller_stds = new_sequence(batch, time_, layout_.outputs);
  }
  return decoded;
}

void DecoderRun::forward(std::int64_t panel, const OutputViews& outputs, float* scratch) const {
  const auto tape = (*tape_)[panel];
  const auto first = cut_.first(panel), trials = cut_.trials(panel);
  const Panel factors{scratch, layout_.factors, trials};
  const Panel dropped{factors.row(factors.features), layout_.mapped ? layout_.state.count : 0,
                      trials};
  float* const free_scratch = dropped.row(dropped.features);
  read(rows_of(tape, 0, layout_.state), views_.initial_state, {0, first});
  if (controller_) set_rows(rows_of(tape, 0, layout_.controller_state), controller_->start());
  for (std::int64_t bin = 0; bin < time_; ++bin) {
    const Place place{bin, first};
    const Panel input = rows_of(tape, bin, layout_.generator_input);
    if (controller_) control(tape, place, outputs, free_scratch);
    read(input.block(layout_.outputs, input.features - layout_.outputs), views_.external, place);
    const Panel next = rows_of(tape, bin + 1, layout_.state);
    kernel_->forward(input, rows_of(tape, bin, layout_.state), next,
                     rows_of(tape, bin, layout_.generator_tape).data, free_scratch);
    const Panel seen = layout_.mapped ? dropped : factors;
    copy(seen, next);
    multiply_if(seen, views_.state_mask, place);
    if (layout_.mapped) set_product(factors, factor_map_, dropped);
    write(outputs.generator_inputs, place, input);
    write(outputs.generator_states, place, next);
    write(outputs.factors, place, factors);
  }
}

/// The controller's share of a bin; its sample becomes the first rows of the generator's input.
void DecoderRun::control(const PanelTape& tape, Place place, const OutputViews& outputs,
                         float* scratch) const {
  const auto bin = place.bin;
  const Panel output = rows_of(tape, bin, layout_.controller_output);
  const Panel next = rows_of(tape, bin + 1, layout_.controller_state);
  const Panel sample = rows_of(tape, bin, layout_.generator_input).block(0, layout_.outputs);
  const Panel means = output.block(0, layout_.outputs);
  const Panel state = rows_of(tape, bin, layout_.controller_state);
  const Panel gates = rows_of(tape, bin, layout_.controller_tape);
  const Panel input{scratch, layout_.controller_input, output.trials};
  float* const free_scratch = input.row(input.features);
  if (views_.encoded_sums && !views_.controller_mask) {
    const Panel factors = input.block(layout_.encoded, layout_.factors);
    read({free_scratch, controller_->state_sums(), output.trials}, views_.encoded_sums, place);
    see_factors(factors, outputs.factors, place);
    controller_->forward_from_sums(factors, state, next, output, gates.data, free_scratch);
  } else {
    see(input, outputs.factors, place);
    controller_->forward(input, state, next, output, gates.data, free_scratch);
  }
  if (views_.noise) {
    read(sample, views_.noise, place);
    sample_outputs(output, sample);
  } else {
    copy(sample, means);
  }
  write(outputs.controller_states, place, next);
  write(outputs.controller_means, place, means);
  write(outputs.controller_stds, place, output.block(layout_.outputs, layout_.outputs));
}

/// What the controller sees at a bin: the encoders' summary and the factors of the bin before.
void DecoderRun::see(Panel input, const SequenceView& factors, Place place) const {
  const Panel encoded = input.block(0, layout_.encoded);
  const Panel seen = input.block(layout_.encoded, layout_.factors);
  read_masked(encoded, views_.encoded, views_.controller_mask.feature_block(0, layout_.encoded),
              place);
  see_factors(seen, factors, place);
  multiply_if(seen, views_.controller_mask.feature_block(layout_.encoded, layout_.factors), place);
}

void DecoderRun::see_factors(Panel seen, const SequenceView& factors, Place place) const {
  if (place.bin == 0) {
    read(seen, views_.initial_factors, place);
  } else {
    read(seen, factors, {place.bin - 1, place.first_trial});
  }
}

}  // namespace npd::seq
