#include "sequence/fused_decoder_run.hpp"

#include <npd/ops.hpp>

namespace npd::sequence {

Decoded DecoderRun::forward(bool taped) {
  const Decoded decoded = new_outputs(cut_.batch(), at::kFloat);
  forward(Outlets::writing(decoded), taped);
  if (taped) factors_ = decoded.factors.detach();
  return decoded;
}

Tensor DecoderRun::forward_samples(Decoded& sums) {
  assert(cut_.count() == 1);
  if (!sums.generator_states.defined()) {
    sums = new_outputs(trials_, at::kDouble);
    for (const auto part : decoded_parts) {
      if ((sums.*part).defined()) (sums.*part).zero_();
    }
  }
  const Tensor factors = new_sequence(cut_.batch(), time_, layout_.factors);
  forward(Outlets::adding(sums, factors), false);
  return factors;
}

void DecoderRun::forward(const Outlets& outlets, bool taped) {
  const PhaseTimer timer(workspace_->clock, &PhaseTimes::decoder);
  tape_.emplace(workspace_->buffers, cut_, layout_.tape.total(), time_, taped);
  const ThreadScratch scratch(*workspace_,
                              (layout_.factors + (layout_.mapped ? layout_.state.count : 0) +
                               layout_.controller_input + layout_.scratch) *
                                  cut_.largest());
  workspace_->threads.run(cut_.count(), [&](std::int64_t panel, int thread) {
    forward(panel, outlets, scratch[thread]);
  });
  if (!taped) tape_.reset();
}

Decoded DecoderRun::new_outputs(std::int64_t batch, at::ScalarType type) const {
  Decoded decoded;
  decoded.generator_states = new_sequence(batch, time_, layout_.state.count, type);
  decoded.generator_inputs = new_sequence(batch, time_, layout_.generator_input.count, type);
  decoded.factors = new_sequence(batch, time_, layout_.factors, type);
  if (controller_) {
    decoded.controller_states = new_sequence(batch, time_, layout_.controller_state.count, type);
    decoded.controller_means = new_sequence(batch, time_, layout_.outputs, type);
    decoded.controller_stds = new_sequence(batch, time_, layout_.outputs, type);
  }
  return decoded;
}

void DecoderRun::forward(std::int64_t panel, const Outlets& outlets, float* scratch) const {
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
    if (controller_) control(tape, place, outlets, free_scratch);
    read_each(input.block(layout_.outputs, input.features - layout_.outputs), views_.external,
              place);
    const Panel next = rows_of(tape, bin + 1, layout_.state);
    kernel_->forward(input, rows_of(tape, bin, layout_.state), next,
                     rows_of(tape, bin, layout_.generator_tape).data, free_scratch);
    const Panel seen = layout_.mapped ? dropped : factors;
    copy(seen, next);
    multiply_if(seen, views_.state_mask, place);
    if (layout_.mapped) set_product(factors, factor_map_, dropped);
    outlets.generator_inputs.give(place, input);
    outlets.generator_states.give(place, next);
    write(outlets.factors, place, factors);
    if (outlets.factor_sums) outlets.factor_sums->give(place, factors);
  }
}

/// The controller's share of a bin; its sample becomes the first rows of the generator's input.
void DecoderRun::control(const PanelTape& tape, Place place, const Outlets& outlets,
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
    const auto& sums = views_.encoded_sums;
    read_each({free_scratch, controller_->state_sums(), output.trials}, sums, place);
    const bool side_by_side = cut_.count() == 1 && sums.feature_stride == trials_;
    if (side_by_side && bin + 1 < time_) {  // too many to stay near from sample to sample
      detail::fetch_while_multiplying(sums.at({bin + 1, 0}), sums.features * trials_);
    }
    see_factors(factors, outlets.factors, place);
    controller_->forward_from_sums(factors, state, next, output, gates.data, free_scratch);
  } else {
    see(input, outlets.factors, place);
    controller_->forward(input, state, next, output, gates.data, free_scratch);
  }
  if (views_.noise) {
    read(sample, views_.noise, place);
    sample_outputs(output, sample);
  } else {
    copy(sample, means);
  }
  outlets.controller_states.give(place, next);
  outlets.controller_means.give(place, means);
  outlets.controller_stds.give(place, output.block(layout_.outputs, layout_.outputs));
}

/// Reads what all samples of a trial have in common.
void DecoderRun::read_each(Panel panel, const SequenceView& sequence, Place place) const {
  if (trials_ == cut_.batch()) {
    read(panel, sequence, place);
  } else {
    read_repeatedly(panel, sequence, trials_, place.bin);
  }
}

/// What the controller sees at a bin: the encoders' summary and the factors of the bin before.
void DecoderRun::see(Panel input, const SequenceView& factors, Place place) const {
  const Panel encoded = input.block(0, layout_.encoded);
  const Panel seen = input.block(layout_.encoded, layout_.factors);
  if (views_.controller_mask) {
    read_masked(encoded, views_.encoded, views_.controller_mask.feature_block(0, layout_.encoded),
                place);
  } else {
    read_each(encoded, views_.encoded, place);
  }
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

}  // namespace npd::sequence
