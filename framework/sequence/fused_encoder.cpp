#include "sequence/fused_encoder.hpp"

#include "sequence/recorded.hpp"
#include "sequence/sequence_view.hpp"
#include "sequence/sparse_inputs.hpp"

#include <npd/gru_kernel.hpp>
#include <npd/ops.hpp>

#include <algorithm>
#include <optional>
#include <utility>

namespace npd::sequence {
namespace {

/// Where the states of a bidirectional run go.
struct Output {
  std::optional<std::int64_t> lag;  ///< of `encode`; nothing: `summarise`, the last states alone
};

/// One direction of a bidirectional GRU. A step is a bin of the data in the order of this
/// direction.
class Direction {
 public:
  Direction(const GruCell& cell, Tensor start, bool reversed)
      : kernel_(std::shared_ptr<const GruCell>(std::shared_ptr<void>(), &cell)),
        size_(cell.state_dim()),
        start_(std::move(start)),
        reversed_(reversed),
        weights_(trained_weights(cell)) {
    kernel_.prepare();
    weights_.push_back(start_);
    input_layer_.emplace(kernel_.input_weight(), kernel_.bias().data());
  }

  const GruKernel& kernel() const { return kernel_; }
  std::int64_t size() const { return size_; }
  const Tensor& start() const { return start_; }
  const std::vector<Tensor>& weights() const { return weights_; }

  std::int64_t bin(std::int64_t step, std::int64_t time) const {
    return reversed_ ? time - 1 - step : step;
  }

  /// The bin of the output that shows the state of a bin.
  std::int64_t shown_at(std::int64_t bin, std::int64_t lag) const {
    return reversed_ ? bin - lag : bin + lag;
  }

  /// Rows of the tape: the state before a step, then what the kernel remembers of it.
  std::int64_t tape_rows() const { return size_ + kernel_.memory().tape; }
  std::int64_t scratch_rows() const { return 2 * size_ + kernel_.memory().scratch; }

  /// The kernel's forward step on sparse inputs.
  void forward(const SparseInputs& inputs, std::int64_t bin, ConstPanel state, Panel next_state,
               float* tape, float* scratch) const {
    input_layer_->forward({scratch, 3 * size_, state.trials}, inputs, bin);
    kernel_.forward_from_sums({nullptr, 0, state.trials}, state, next_state, tape, scratch);
  }

 private:
  GruKernel kernel_;
  std::optional<SparseLayer> input_layer_;  // for sparse inputs
  std::int64_t size_;
  Tensor start_;
  bool reversed_;
  std::vector<Tensor> weights_;
};

/// Both directions over one batch, with all that the backward pass needs.
class BidirectionalRun {
 public:
  BidirectionalRun(std::shared_ptr<Workspace> workspace, const BidirectionalGru& gru,
                   const Tensor& inputs, Output output)
      : workspace_(std::move(workspace)),
        directions_{Direction(gru.forward, gru.forward_start, false),
                    Direction(gru.backward, gru.backward_start, true)},
        inputs_(inputs.detach()),
        output_(output),
        time_(inputs.size(1)),
        cut_(inputs.size(0), workspace_->panel_trials) {
    all_ = {inputs};
    for (const auto& direction : directions_) {
      all_.insert(all_.end(), direction.weights().begin(), direction.weights().end());
    }
    taped_ = needs_gradient(all_);
    find_sparse_panels();
  }

  bool taped() const { return taped_; }
  /// The inputs, then each direction's weights.
  std::vector<Tensor> all() { return std::exchange(all_, {}); }

  Tensor forward() {
    const PhaseTimer timer(workspace_->clock, &PhaseTimes::encoder);
    const auto size = directions_[0].size();
    Tensor result = output_.lag ? new_sequence(cut_.batch(), time_, 2 * size)
                                : at::empty({cut_.batch(), 2 * size}, at::kFloat);
    for (const auto& direction : directions_) {
      tapes_.emplace_back(workspace_->buffers, cut_, direction.tape_rows(), time_, taped_);
    }
    const ThreadScratch scratch = thread_scratch();
    const SequenceView view(result);
    workspace_->threads.run(2 * cut_.count(), [&](std::int64_t task, int thread) {
      forward(task % 2, task / 2, view.feature_block(task % 2 * size, size), scratch[thread]);
    });
    if (!taped_) tapes_.clear();
    return result;
  }

  /// Gradients of `all()`.
  std::vector<Tensor> backward(const Tensor& gradient, bool of_inputs) {
    const PhaseTimer timer(workspace_->clock, &PhaseTimes::encoder);
    const auto size = directions_[0].size();
    std::vector<PanelGradients> sums;
    Tensor input_gradients[2];
    for (std::size_t i = 0; i < 2; ++i) {
      sums.emplace_back(workspace_->buffers, directions_[i].weights(), cut_.count());
      if (of_inputs) input_gradients[i] = new_sequence(cut_.batch(), time_, inputs_.size(2));
    }
    const ThreadScratch scratch = thread_scratch();
    const SequenceView view(gradient);
    const SequenceView input_views[] = {SequenceView(input_gradients[0]),
                                        SequenceView(input_gradients[1])};
    workspace_->threads.run(2 * cut_.count(), [&](std::int64_t task, int thread) {
      const auto direction = static_cast<std::size_t>(task % 2);
      backward(direction, task / 2, view.feature_block(task % 2 * size, size),
               input_views[direction], sums[direction].of(task / 2), scratch[thread]);
    });
    std::vector<Tensor> gradients{of_inputs ? input_gradients[0] + input_gradients[1] : Tensor()};
    for (const auto& sum : sums) {
      const auto of_direction = sum.sum();
      gradients.insert(gradients.end(), of_direction.begin(), of_direction.end());
    }
    return gradients;
  }

 private:
  ThreadScratch thread_scratch() const {
    return {*workspace_, (directions_[0].scratch_rows() + 2 * inputs_.size(2)) * cut_.largest()};
  }

  void find_sparse_panels() {
    const SequenceView inputs(inputs_);
    sparse_.resize(static_cast<std::size_t>(cut_.count()));
    workspace_->threads.run(cut_.count(), [&](std::int64_t panel, int) {
      sparse_[static_cast<std::size_t>(panel)] =
          SparseInputs::of(inputs, cut_.first(panel), cut_.trials(panel), time_);
    });
  }

  /// Whether a state is shown in the output, and where.
  std::optional<std::int64_t> shown_at(const Direction& direction, std::int64_t step) const {
    if (!output_.lag) return step == time_ - 1 ? std::optional<std::int64_t>(0) : std::nullopt;
    const auto bin = direction.shown_at(direction.bin(step, time_), *output_.lag);
    return bin >= 0 && bin < time_ ? std::optional(bin) : std::nullopt;
  }

  void forward(std::int64_t which, std::int64_t panel, const SequenceView& result,
               float* scratch) const {
    const auto& direction = directions_[static_cast<std::size_t>(which)];
    const auto tape = tapes_[static_cast<std::size_t>(which)][panel];
    const auto size = direction.size(), trials = cut_.trials(panel);
    const SequenceView inputs(inputs_);
    const Panel memory{scratch, inputs.features, trials};
    float* const free_scratch = memory.row(memory.features);
    set_rows(tape.panel(0, 0, size), weight_vector(direction.start()));
    if (output_.lag) clear_unseen(direction, panel, result, free_scratch);
    const auto& sparse = sparse_[static_cast<std::size_t>(panel)];
    for (std::int64_t step = 0; step < time_; ++step) {
      const Place place{direction.bin(step, time_), cut_.first(panel)};
      const Panel state = tape.panel(step, 0, size), next = tape.panel(step + 1, 0, size);
      float* const gates = tape.panel(step, size, 0).data;
      if (sparse) {
        direction.forward(*sparse, place.bin, state, next, gates, free_scratch);
      } else {
        direction.kernel().forward(panel_at(inputs, place, memory), state, next, gates,
                                   free_scratch);
      }
      if (const auto bin = shown_at(direction, step)) {
        write(result, {*bin, cut_.first(panel)}, next);
      }
    }
  }

  /// Zeros where the lag has left no state to show.
  void clear_unseen(const Direction& direction, std::int64_t panel, const SequenceView& result,
                    float* scratch) const {
    const Panel zeros{scratch, direction.size(), cut_.trials(panel)};
    std::fill_n(zeros.data, zeros.size(), 0.0F);
    for (std::int64_t bin = 0; bin < time_; ++bin) {
      const auto seen = direction.shown_at(bin, -*output_.lag);
      if (seen < 0 || seen >= time_) write(result, {bin, cut_.first(panel)}, zeros);
    }
  }

  void backward(std::size_t which, std::int64_t panel, const SequenceView& gradient,
                const SequenceView& input_gradient, const WeightGradients& weight_gradients,
                float* scratch) const {
    const auto& direction = directions_[which];
    const auto tape = tapes_[which][panel];
    const auto size = direction.size(), trials = cut_.trials(panel);
    const SequenceView inputs(inputs_);
    const Panel all{scratch, 2 * inputs.features + 2 * size, trials};
    const Panel memory = all.block(0, inputs.features);
    Panel grad_input = all.block(inputs.features, inputs.features);
    Panel grad_state = all.block(2 * inputs.features, size);
    Panel grad_before = all.block(2 * inputs.features + size, size);
    if (!input_gradient) grad_input.data = nullptr;
    float* const free_scratch = all.row(all.features);
    const auto& sparse = sparse_[static_cast<std::size_t>(panel)];
    SparseWeightGradient of_input_weight(sparse ? 3 * size : 0, inputs.features);
    std::fill_n(grad_state.data, grad_state.size(), 0.0F);
    for (std::int64_t step = time_ - 1; step >= 0; --step) {
      const Place place{direction.bin(step, time_), cut_.first(panel)};
      if (const auto bin = shown_at(direction, step)) {
        add(grad_state, gradient, {*bin, cut_.first(panel)});
      }
      const ConstPanel input =
          sparse ? ConstPanel{nullptr, 0, trials} : panel_at(inputs, place, memory);
      if (step > 0) tape.fetch(step - 1);
      direction.kernel().backward(input, tape.panel(step, 0, size), tape.panel(step + 1, 0, size),
                                  tape.panel(step, size, 0).data, grad_state, grad_input,
                                  grad_before, weight_gradients, free_scratch);
      if (sparse) of_input_weight.add({free_scratch, 3 * size, trials}, *sparse, place.bin);
      if (input_gradient) write(input_gradient, place, grad_input);
      std::swap(grad_state, grad_before);
    }
    if (sparse) of_input_weight.add_to({weight_gradients.front(), 3 * size, inputs.features});
    add_row_sums(weight_gradients.back(), grad_state);
  }

  std::shared_ptr<Workspace> workspace_;
  Direction directions_[2];
  Tensor inputs_;
  Output output_;
  std::int64_t time_;
  PanelCut cut_;
  std::vector<Tensor> all_;
  bool taped_ = false;
  std::vector<std::optional<SparseInputs>> sparse_;  // of each panel
  std::vector<BatchTape> tapes_;
};

Tensor run(const std::shared_ptr<Workspace>& workspace, const BidirectionalGru& gru,
           const Tensor& inputs, Output output) {
  const auto run = std::make_shared<BidirectionalRun>(workspace, gru, inputs, output);
  const Tensor result = run->forward();
  if (run->taped()) {
    record(run->all(), {result},
           [run, of_inputs = inputs.requires_grad()](const std::vector<Tensor>& gradients) {
             return run->backward(gradients[0], of_inputs);
           });
  }
  return result;
}

}  // namespace

Tensor fused_encode(const std::shared_ptr<Workspace>& workspace, const BidirectionalGru& gru,
                    const Tensor& inputs, std::int64_t lag) {
  return run(workspace, gru, inputs, {lag});
}

Tensor fused_summarise(const std::shared_ptr<Workspace>& workspace, const BidirectionalGru& gru,
                       const Tensor& inputs) {
  return run(workspace, gru, inputs, {});
}

}  // namespace npd::sequence
