#include "sequence/fused_decoder.hpp"

#include "sequence/controller_kernel.hpp"
#include "sequence/decoder_memory.hpp"
#include "sequence/recorded.hpp"
#include "sequence/sequence_view.hpp"

#include <npd/ops.hpp>

#include <cassert>
#include <optional>
#include <utility>

namespace npd::seq {
namespace {

/// Views of everything that goes in or comes out, or of the gradients of that.
struct InputViews {
  explicit InputViews(const DecoderInputs& inputs)
      : initial_state(inputs.initial_state),
        initial_factors(inputs.initial_factors),
        encoded(inputs.encoded),
        encoded_sums(inputs.encoded_sums),
        external(inputs.external),
        noise(inputs.output_noise),
        controller_mask(inputs.controller_input_mask),
        state_mask(inputs.state_mask) {}
  SequenceView initial_state, initial_factors, encoded, encoded_sums, external;
  SequenceView noise, controller_mask, state_mask;
};

struct OutputViews {
  explicit OutputViews(const Decoded& decoded)
      : generator_states(decoded.generator_states),
        generator_inputs(decoded.generator_inputs),
        factors(decoded.factors),
        controller_states(decoded.controller_states),
        controller_means(decoded.controller_means),
        controller_stds(decoded.controller_stds) {}
  SequenceView generator_states, generator_inputs, factors;
  SequenceView controller_states, controller_means, controller_stds;
};

void add_if(Panel panel, const SequenceView& sequence, Place place) {
  if (sequence) add(panel, sequence, place);
}
void multiply_if(Panel panel, const SequenceView& sequence, Place place) {
  if (sequence) multiply(panel, sequence, place);
}
void write_if(const SequenceView& sequence, Place place, ConstPanel panel) {
  if (sequence) write(sequence, place, panel);
}

DecoderInputs detached(DecoderInputs inputs) {
  for (Tensor* x : {&inputs.initial_state, &inputs.initial_factors, &inputs.encoded,
                    &inputs.encoded_sums, &inputs.external, &inputs.factor_weight}) {
    if (x->defined()) *x = x->detach();
  }
  return inputs;
}

/// The decoder loop over one batch, with all that the backward pass needs.
class DecoderRun {
 public:
  DecoderRun(std::shared_ptr<Workspace> workspace, const Controller& controller,
             const Generator& generator, std::shared_ptr<GeneratorKernel> kernel,
             const DecoderInputs& inputs)
      : workspace_(std::move(workspace)),
        controller_(controller.cell ? std::optional<ControllerKernel>(controller) : std::nullopt),
        kernel_(std::move(kernel)),
        generator_weights_(trained_weights(generator)),
        inputs_(detached(inputs)),
        views_(inputs_),
        layout_(inputs_, controller_ ? &*controller_ : nullptr, *kernel_),
        factor_map_(layout_.mapped ? weight_matrix(inputs_.factor_weight) : ConstMatrix()),
        time_(inputs.external.size(1)),
        cut_(inputs.external.size(0), workspace_->panel_trials) {
    assert(!inputs_.encoded_sums.defined() || inputs_.encoded_sums.size(1) == time_);
    kernel_->prepare();
  }

  /// The sequences and states that gradients may flow to, then the controller's and the
  /// generator's weights.
  std::vector<Tensor> differentiable(const DecoderInputs& inputs) const {
    std::vector<Tensor> all{inputs.initial_state, inputs.initial_factors, inputs.encoded,
                            inputs.external, inputs.factor_weight};
    if (controller_) {
      all.insert(all.end(), controller_->weights().begin(), controller_->weights().end());
    }
    all.insert(all.end(), generator_weights_.begin(), generator_weights_.end());
    return all;
  }

  Decoded forward(bool taped) {
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

  /// \param gradients  of the outputs, in the order of outputs_of
  /// \param of_encoded, of_external  whether the gradients of these are wanted
  std::vector<Tensor> backward(const std::vector<Tensor>& gradients, bool of_encoded,
                               bool of_external);

 private:
  Decoded new_outputs() const {
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

  void forward(std::int64_t panel, const OutputViews& outputs, float* scratch) const;
  void control(const PanelTape& tape, Place place, const OutputViews& outputs,
               float* scratch) const;
  void see(Panel input, const SequenceView& factors, Place place) const;
  void see_factors(Panel seen, const SequenceView& factors, Place place) const;
  void backward(std::int64_t panel, const OutputViews& from, const InputViews& to,
                const PanelWeightGradients& weights, float* scratch) const;
  void generate_backward(const PanelTape& tape, Place place, const OutputViews& from,
                         const InputViews& to, const PanelWeightGradients& weights,
                         DecoderGradients& gradients) const;
  void map_backward(const PanelTape& tape, Place place, const WeightGradients& weights,
                    DecoderGradients& gradients) const;
  void control_backward(const PanelTape& tape, Place place, const OutputViews& from,
                        const InputViews& to, const WeightGradients& weights,
                        DecoderGradients& gradients) const;

  std::shared_ptr<Workspace> workspace_;
  std::optional<ControllerKernel> controller_;
  std::shared_ptr<GeneratorKernel> kernel_;
  std::vector<Tensor> generator_weights_;
  DecoderInputs inputs_;
  InputViews views_;
  DecoderLayout layout_;
  ConstMatrix factor_map_;
  std::int64_t time_;
  PanelCut cut_;
  std::optional<BatchTape> tape_;
  Tensor factors_;  // that the forward pass gave, for the backward pass
};

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
    read(gates.block(0, controller_->state_sums()), views_.encoded_sums, place);
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
  read(input.block(0, layout_.encoded), views_.encoded, place);
  see_factors(input.block(layout_.encoded, layout_.factors), factors, place);
  multiply_if(input, views_.controller_mask, place);
}

void DecoderRun::see_factors(Panel seen, const SequenceView& factors, Place place) const {
  if (place.bin == 0) {
    read(seen, views_.initial_factors, place);
  } else {
    read(seen, factors, {place.bin - 1, place.first_trial});
  }
}

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
  multiply_if(gradients.grad_controller_input, views_.controller_mask, place);
  write_if(to.encoded, place, gradients.grad_controller_input.block(0, layout_.encoded));
  copy(gradients.factors, gradients.grad_controller_input.block(layout_.encoded, layout_.factors));
}

std::vector<Tensor> outputs_of(const Decoded& decoded) {
  std::vector<Tensor> outputs{decoded.generator_states, decoded.generator_inputs, decoded.factors};
  if (decoded.controller_states.defined()) {
    outputs.insert(outputs.end(),
                   {decoded.controller_states, decoded.controller_means, decoded.controller_stds});
  }
  return outputs;
}

bool requires_gradient(const Tensor& x) { return x.defined() && x.requires_grad(); }

}  // namespace

Tensor fused_sum_encoded(const std::shared_ptr<Workspace>& workspace, const Controller& controller,
                         const Tensor& encoded) {
  if (needs_gradient({encoded, controller.cell->input_weight()})) return {};
  const ControllerKernel kernel(controller);
  const auto time = encoded.size(1), features = encoded.size(2), sums = kernel.state_sums();
  const PanelCut cut(encoded.size(0), workspace->panel_trials);
  const ThreadScratch scratch(*workspace, (features + sums) * cut.largest());
  const Tensor result = new_sequence(cut.batch(), time, sums);
  const SequenceView from(encoded), to(result);
  workspace->threads.run(cut.count(), [&](std::int64_t panel, int thread) {
    const Panel input{scratch[thread], features, cut.trials(panel)};
    const Panel sum{input.row(features), sums, cut.trials(panel)};
    for (std::int64_t bin = 0; bin < time; ++bin) {
      read(input, from, {bin, cut.first(panel)});
      kernel.sum_encoded(input, sum);
      write(to, {bin, cut.first(panel)}, sum);
    }
  });
  return result;
}

Decoded fused_decode(const std::shared_ptr<Workspace>& workspace, const Controller& controller,
                     const Generator& generator, std::shared_ptr<GeneratorKernel> kernel,
                     const DecoderInputs& inputs) {
  const auto run =
      std::make_shared<DecoderRun>(workspace, controller, generator, std::move(kernel), inputs);
  const auto differentiable = run->differentiable(inputs);
  const bool taped = needs_gradient(differentiable);
  Decoded decoded = run->forward(taped);
  if (taped) {
    record(
        differentiable, outputs_of(decoded),
        [run, of_encoded = requires_gradient(inputs.encoded),
         of_external = requires_gradient(inputs.external)](const std::vector<Tensor>& gradients) {
          return run->backward(gradients, of_encoded, of_external);
        });
  }
  return decoded;
}

}  // namespace npd::seq
