#include "sequence/autograd.hpp"

#include "sequence/gaussian.hpp"
#include "sequence/poisson.hpp"

#include <algorithm>
#include <optional>
#include <vector>

namespace npd::sequence {
namespace {

using Bins = std::vector<Tensor>;

/// Cuts (batch, time, *) into its bins. The backward pass of unbind is one stack.
Bins bins_of(const Tensor& sequence) { return at::unbind(sequence, 1); }
Bins bins_if(const Tensor& sequence) { return sequence.defined() ? bins_of(sequence) : Bins(); }

Tensor sequence_of(const Bins& bins) {
  return bins.empty() ? Tensor() : at::stack(bins, 0).transpose(0, 1);
}

Tensor masked(const Tensor& x, const Bins& mask, std::size_t bin) {
  return mask.empty() ? x : x * mask[bin];
}

/// One state for each trial of a batch.
Tensor repeat(const Tensor& state, std::int64_t batch) { return state.expand({batch, -1}); }

Tensor run_direction(const GruCell& cell, const Tensor& start, const Tensor& inputs,
                     bool reversed) {
  // Time-major, so that each bin is contiguous.
  const Bins bins = at::unbind(cell.project(inputs.transpose(0, 1).contiguous()), 0);
  const auto recurrence = cell.recurrence();
  Bins states(bins.size());
  Tensor state = repeat(start, inputs.size(0));
  for (std::size_t i = 0; i < bins.size(); ++i) {
    const std::size_t bin = reversed ? bins.size() - 1 - i : i;
    state = cell.step_projected(bins[bin], state, recurrence);
    states[bin] = state;
  }
  return sequence_of(states);
}

/// Moves a sequence (batch, time, *) by `lag` bins: forward in time if positive, zeros move in.
Tensor shifted(const Tensor& sequence, std::int64_t lag) {
  const auto bins = sequence.size(1);
  const auto kept = std::max<std::int64_t>(0, bins - std::abs(lag));
  const Tensor gap = at::zeros({sequence.size(0), bins - kept, sequence.size(2)},
                               sequence.options().requires_grad(false));
  if (lag >= 0) return at::cat({gap, sequence.narrow(1, 0, kept)}, 1);
  return at::cat({sequence.narrow(1, bins - kept, kept), gap}, 1);
}

/// The controller's share of the decoder loop, with all that it remembers.
class ControllerLoop {
 public:
  ControllerLoop(const Controller& controller, const DecoderInputs& inputs)
      : controller_(controller),
        recurrence_(controller.cell->recurrence()),
        encoded_(bins_of(inputs.encoded)),
        mask_(bins_if(inputs.controller_input_mask)),
        noise_(bins_if(inputs.output_noise)),
        state_(repeat(controller.start, inputs.initial_state.size(0))) {}

  /// The controller's output at a bin, given the factors of the bin before.
  Tensor step(std::size_t bin, const Tensor& factors) {
    const auto& cell = *controller_.cell;
    const Tensor input = masked(at::cat({encoded_[bin], factors}, 1), mask_, bin);
    state_ = cell.step_projected(cell.project(input), state_, recurrence_);
    const auto output =
        at::chunk(at::addmm(controller_.output_bias, state_, controller_.output_weight.t()), 2, 1);
    states_.push_back(state_);
    means_.push_back(output[0]);
    stds_.push_back(at::exp(0.5 * output[1]));
    return noise_.empty() ? means_.back() : means_.back() + stds_.back() * noise_[bin];
  }

  void finish(Decoded& decoded) const {
    decoded.controller_states = sequence_of(states_);
    decoded.controller_means = sequence_of(means_);
    decoded.controller_stds = sequence_of(stds_);
  }

 private:
  const Controller& controller_;
  GruCell::Recurrence recurrence_;
  Bins encoded_, mask_, noise_;
  Tensor state_;
  Bins states_, means_, stds_;
};

}  // namespace

Tensor AutogradOperations::summarise(const BidirectionalGru& gru, const Tensor& inputs) {
  const Tensor forward = run_direction(gru.forward, gru.forward_start, inputs, false);
  const Tensor backward = run_direction(gru.backward, gru.backward_start, inputs, true);
  return at::cat({forward.select(1, inputs.size(1) - 1), backward.select(1, 0)}, 1);
}

Tensor AutogradOperations::encode(const BidirectionalGru& gru, const Tensor& inputs,
                                  std::int64_t lag) {
  const Tensor forward = run_direction(gru.forward, gru.forward_start, inputs, false);
  const Tensor backward = run_direction(gru.backward, gru.backward_start, inputs, true);
  return at::cat({shifted(forward, lag), shifted(backward, -lag)}, 2);
}

Decoded AutogradOperations::decode(const Controller& controller, Generator& generator,
                                   const DecoderInputs& inputs) {
  std::optional<ControllerLoop> control;
  if (controller.cell) control.emplace(controller, inputs);
  const Bins external = bins_of(inputs.external);
  const Bins state_mask = bins_if(inputs.state_mask);
  Bins states, generator_inputs, factors;
  Tensor state = inputs.initial_state;
  Tensor seen = inputs.initial_factors;
  for (std::size_t bin = 0; bin < external.size(); ++bin) {
    const Tensor input =
        control ? at::cat({control->step(bin, seen), external[bin]}, 1) : external[bin];
    state = generator.step(input, state);
    seen = masked(state, state_mask, bin);
    if (inputs.factor_weight.defined()) seen = at::matmul(seen, inputs.factor_weight.t());
    states.push_back(state);
    generator_inputs.push_back(input);
    factors.push_back(seen);
  }
  Decoded decoded;
  decoded.generator_states = sequence_of(states);
  decoded.generator_inputs = sequence_of(generator_inputs);
  decoded.factors = sequence_of(factors);
  if (control) control->finish(decoded);
  return decoded;
}

Reconstruction AutogradOperations::reconstruct(Readout& readout, const Tensor& factors,
                                               const Target& target) {
  const Tensor parameters = readout.output_parameters(factors);
  Tensor nll = target.distribution == OutputDistribution::poisson
                   ? poisson_nll(parameters, target.spikes)
                   : gaussian_nll(parameters, target.spikes);
  if (target.gradient_mask.defined()) {
    // The value counts everywhere, the gradient only where the mask is 1.
    nll = at::where(target.gradient_mask > 0, nll, nll.detach());
  }
  if (!target.observed.defined()) return {parameters.detach(), nll.mean()};
  const Tensor seen = at::where(target.observed > 0, nll, at::zeros_like(nll)).sum();
  return {parameters.detach(), seen / target.observed.sum().clamp_min(1)};
}

}  // namespace npd::sequence
