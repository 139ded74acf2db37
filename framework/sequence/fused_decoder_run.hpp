#pragma once

#include "sequence/controller_kernel.hpp"
#include "sequence/decoder_memory.hpp"
#include "sequence/panel_batch.hpp"
#include "sequence/sample_sums.hpp"
#include "sequence/sequence_view.hpp"

#include <cassert>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

/// \file fused_decoder_run.hpp
/// The decoder loop on panels: forward in fused_decoder_forward.cpp, back in
/// fused_decoder_backward.cpp.
namespace npd::sequence {

/// Views of everything that goes in, or of the gradients of that.
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

/// What comes out, or the gradients of that.
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

/// Where the forward pass puts an output.
class Outlet {
 public:
  /// Every sample by itself.
  /// \param to  a float32 sequence; undefined: the output does not exist
  static Outlet writing(const Tensor& to) {
    Outlet outlet;
    outlet.values_ = SequenceView(to);
    return outlet;
  }

  /// The samples of each trial added up.
  /// \param sums  a float64 sequence, trials side by side; undefined: the output does not exist
  static Outlet adding(const Tensor& sums) {
    Outlet outlet;
    if (!sums.defined()) return outlet;
    outlet.sums_ = sums.data_ptr<double>();
    outlet.trials_ = sums.size(0);
    return outlet;
  }

  void give(Place place, ConstPanel panel) const {
    if (sums_ == nullptr) {
      write(values_, place, panel);
    } else {
      add_samples(sums_ + place.bin * panel.features * trials_, trials_, panel);
    }
  }

 private:
  SequenceView values_;
  double* sums_ = nullptr;
  std::int64_t trials_ = 0;
};

struct Outlets {
  /// Everything of every sample.
  static Outlets writing(const Decoded& to) {
    return {to, to.factors, &Outlet::writing, std::nullopt};
  }

  /// Sums over samples.
  /// \param all_factors  float32, of every sample
  static Outlets adding(const Decoded& sums, const Tensor& all_factors) {
    return {sums, all_factors, &Outlet::adding, Outlet::adding(sums.factors)};
  }

  Outlet generator_states, generator_inputs;
  Outlet controller_states, controller_means, controller_stds;
  SequenceView factors;  // which the controller sees at the next bin
  std::optional<Outlet> factor_sums;

 private:
  Outlets(const Decoded& to, const Tensor& all_factors, Outlet (*outlet)(const Tensor&),
          std::optional<Outlet> sums)
      : generator_states(outlet(to.generator_states)),
        generator_inputs(outlet(to.generator_inputs)),
        controller_states(outlet(to.controller_states)),
        controller_means(outlet(to.controller_means)),
        controller_stds(outlet(to.controller_stds)),
        factors(all_factors),
        factor_sums(std::move(sums)) {}
};

inline void add_if(Panel panel, const SequenceView& sequence, Place place) {
  if (sequence) add(panel, sequence, place);
}
inline void multiply_if(Panel panel, const SequenceView& sequence, Place place) {
  if (sequence) multiply(panel, sequence, place);
}
inline void write_if(const SequenceView& sequence, Place place, ConstPanel panel) {
  if (sequence) write(sequence, place, panel);
}

inline DecoderInputs detached(DecoderInputs inputs) {
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
        trials_(inputs.external.size(0)),
        cut_(inputs.initial_state.size(0), workspace_->panel_trials) {
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

  Decoded forward(bool taped);

  /// Operations::decode_samples, of one panel.
  Tensor forward_samples(Decoded& sums);

  /// \param gradients  of the outputs, in the order of outputs_of
  /// \param of_encoded, of_external  whether the gradients of these are wanted
  std::vector<Tensor> backward(const std::vector<Tensor>& gradients, bool of_encoded,
                               bool of_external);

 private:
  /// Sequences for what the decoder gives, of any content.
  Decoded new_outputs(std::int64_t batch, at::ScalarType type) const;
  void forward(const Outlets& outlets, bool taped);
  void forward(std::int64_t panel, const Outlets& outlets, float* scratch) const;
  void control(const PanelTape& tape, Place place, const Outlets& outlets, float* scratch) const;
  void read_each(Panel panel, const SequenceView& sequence, Place place) const;
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
  std::int64_t trials_;  // of the data; there may be several samples of each
  PanelCut cut_;
  std::optional<BatchTape> tape_;
  Tensor factors_;  // that the forward pass gave, for the backward pass
};

}  // namespace npd::sequence
