#pragma once

#include "sequence/controller_kernel.hpp"
#include "sequence/operations.hpp"
#include "sequence/panel_batch.hpp"

#include <algorithm>
#include <cstdint>
#include <utility>

/// \file decoder_memory.hpp
/// What the fused decoder keeps of a panel, bin by bin and on the way back.
namespace npd::sequence {

/// Rows that follow each other.
struct Rows {
  std::int64_t first = 0, count = 0;
};

/// Gives out rows of a panel one after the other.
class RowCounter {
 public:
  Rows take(std::int64_t count) { return {std::exchange(total_, total_ + count), count}; }
  std::int64_t total() const { return total_; }

 private:
  std::int64_t total_ = 0;
};

/// The sizes of a decoder, and what a bin of a panel's tape holds. States are those before the bin.
struct DecoderLayout {
  DecoderLayout(const DecoderInputs& inputs, const ControllerKernel* controller,
                const GeneratorKernel& generator)
      : encoded(controller ? inputs.encoded.size(2) : 0),
        outputs(controller ? controller->output_dim() : 0) {
    const auto units = inputs.initial_state.size(1);
    factors = inputs.factor_weight.defined() ? inputs.factor_weight.size(0) : units;
    mapped = inputs.factor_weight.defined();
    state = tape.take(units);
    generator_input = tape.take(outputs + inputs.external.size(2));
    generator_tape = tape.take(generator.memory().tape);
    if (controller) {
      controller_state = tape.take(controller->state_dim());
      controller_output = tape.take(2 * outputs);
      controller_tape = tape.take(controller->memory().tape);
      controller_input = encoded + factors;
      scratch = controller->memory().scratch;
    }
    scratch = std::max(scratch, generator.memory().scratch);
  }

  std::int64_t encoded, outputs, factors = 0;
  std::int64_t controller_input = 0;  ///< not on the tape: it is long, and quick to put together
  bool mapped = false;                ///< factors are a linear map of the states
  std::int64_t scratch = 0;           ///< of one call of a kernel
  RowCounter tape;
  Rows state, generator_input, generator_tape;
  Rows controller_state, controller_output, controller_tape;
};

inline Panel rows_of(const PanelTape& tape, std::int64_t bin, Rows rows) {
  return tape.panel(bin, rows.first, rows.count);
}

inline void clear(Panel panel) { std::fill_n(panel.data, panel.size(), 0.0F); }

/// The panels that carry gradients from bin to bin, and those of one bin.
struct DecoderGradients {
  DecoderGradients(const DecoderLayout& layout, std::int64_t trials, float* memory) {
    RowCounter counter;
    const auto take = [&](std::int64_t count) {
      const Rows rows = counter.take(count);
      return Panel{memory + rows.first * trials, rows.count, trials};
    };
    state = take(layout.state.count);
    state_before = take(layout.state.count);
    generator_input = take(layout.generator_input.count);
    controller_state = take(layout.controller_state.count);
    controller_state_before = take(layout.controller_state.count);
    controller_input = take(layout.controller_input);
    grad_controller_input = take(layout.controller_input);
    controller_output = take(layout.controller_output.count);
    factors = take(layout.factors);
    dropped_state = take(layout.mapped ? layout.state.count : 0);
    grad_dropped_state = take(layout.mapped ? layout.state.count : 0);
    noise = take(layout.outputs);
    scratch = memory + counter.total() * trials;
    for (const Panel& panel : {state, controller_state, factors}) clear(panel);
  }

  /// How many rows the panels have, without the scratch memory of the kernels.
  static std::int64_t rows(const DecoderLayout& layout) {
    return (layout.mapped ? 4 : 2) * layout.state.count + layout.factors +
           layout.generator_input.count + 2 * layout.controller_state.count +
           2 * layout.controller_input + layout.controller_output.count + layout.outputs;
  }

  Panel state, state_before, generator_input;
  Panel controller_state, controller_state_before, controller_output;
  Panel controller_input, grad_controller_input;
  Panel factors, dropped_state, grad_dropped_state, noise;
  float* scratch;
};

/// Where a panel adds the gradients of the decoder's weights.
struct PanelWeightGradients {
  WeightGradients controller, generator, factors;
};

}  // namespace npd::sequence
