#pragma once

#include "sequence/output_distribution.hpp"
#include "sequence/phase_times.hpp"

#include <npd/generator.hpp>
#include <npd/gru_cell.hpp>
#include <npd/readout.hpp>

#include <cstdint>
#include <functional>
#include <optional>

namespace npd::sequence {

/// A GRU in each direction of time and the states that they start from, each (state).
struct BidirectionalGru {
  const GruCell& forward;
  const GruCell& backward;
  Tensor forward_start, backward_start;
};

/// The controller: a GRU and the linear map from its state to its output's mean and log-variance.
struct Controller {
  const GruCell* cell = nullptr;  ///< null: no controller
  Tensor start;                   ///< (state)
  Tensor output_weight;           ///< (2 output, state), rows of the means first
  Tensor output_bias;             ///< (2 output)
};

/// What the decoder loop is given for a batch. Masks are dropout masks; undefined: no dropout.
struct DecoderInputs {
  Tensor initial_state;          ///< (batch, state)
  Tensor initial_factors;        ///< (batch, factor), what the controller sees at the first bin
  Tensor encoded;                ///< (batch, time, encoded), the controller's view of the data
  Tensor encoded_sums;           ///< `sum_encoded` of it, if it is known
  Tensor external;               ///< (batch, time, external), external may be 0
  Tensor output_noise;           ///< (batch, time, output); undefined: the posterior mean is used
  Tensor controller_input_mask;  ///< (batch, time, encoded + factor)
  Tensor state_mask;             ///< (batch, time, state), on the way from states to factors
  Tensor factor_weight;          ///< (factor, state); undefined: the factors are the states
};

/// What the decoder loop did, each (batch, time, *). Without a controller its three are undefined.
struct Decoded {
  Tensor generator_states;
  Tensor generator_inputs;
  Tensor factors;
  Tensor controller_states, controller_means, controller_stds;
};
inline constexpr Tensor Decoded::*decoded_parts[] = {
    &Decoded::generator_states,  &Decoded::generator_inputs, &Decoded::factors,
    &Decoded::controller_states, &Decoded::controller_means, &Decoded::controller_stds};

/// The spikes to explain: counts, or of a Gaussian output any numbers. Masks are 0/1, (batch, time,
/// neuron); undefined: 1 everywhere.
struct Target {
  Tensor spikes;         ///< (batch, time, neuron); any number where nothing was observed
  Tensor gradient_mask;  ///< where the loss has a gradient
  Tensor observed;       ///< the spikes that the loss is about
  OutputDistribution distribution = OutputDistribution::poisson;
};

struct Reconstruction {
  Tensor parameters;  ///< (batch, time, output); its gradient is not to be used
  Tensor loss;        ///< negative log-likelihood, mean over all spikes observed
};

/// The three inner loops of a sequential auto-encoder, where all its time goes. Implementations
/// give the same values and gradients; they differ in speed. One thread at a time, or the tasks of
/// `for_each`.
class Operations {
 public:
  virtual ~Operations() = default;

  /// Into shards of how many trials, at most, a training batch should be cut, each to be a task of
  /// `for_each`; 0: not at all.
  virtual std::int64_t shard_trials() const { return 0; }

  /// Does tasks 0 ... tasks - 1, several at a time if it can.
  virtual void for_each(std::int64_t tasks, const std::function<void(std::int64_t)>& work) {
    for (std::int64_t task = 0; task < tasks; ++task) work(task);
  }

  /// How many threads it uses at most.
  virtual int threads() const { return 1; }

  /// What the three loops have taken since the start, added up over the threads that were in them
  /// at once; nothing where they cannot be told apart.
  virtual std::optional<PhaseTimes> times() const { return std::nullopt; }

  /// Frees what is kept for the next step.
  virtual void release_memory() {}

  /// Each direction's state once it has seen every bin: (batch, 2 state), forward first.
  /// \param inputs  (batch, time, input)
  virtual Tensor summarise(const BidirectionalGru& gru, const Tensor& inputs) = 0;

  /// Each direction's states as a causal reader with a delay would see them: (batch, time,
  /// 2 state), forward first. At bin t, the forward direction has seen bins ... t - lag and the
  /// backward one t + lag ...; zeros where it has seen none.
  virtual Tensor encode(const BidirectionalGru& gru, const Tensor& inputs, std::int64_t lag) = 0;

  /// What `decode` computes from `encoded` alone, so that many samples need it only once. Undefined
  /// where there is no such thing.
  virtual Tensor sum_encoded(const Controller& /*controller*/, const Tensor& /*encoded*/) {
    return {};
  }

  /// For each bin: controller GRU on dropout([encoded, factors]), its output's mean and deviation
  /// exp(logvar / 2), generator step on [output sample, external], factors = W dropout(state).
  virtual Decoded decode(const Controller& controller, Generator& generator,
                         const DecoderInputs& inputs) = 0;

  /// `decode` for several samples of the same trials, without gradients or dropout.
  /// \param inputs  of `decode`; but initial_state, initial_factors and output_noise are of all
  ///                trials' first sample, then of all trials' second, ...: (sample * trial, ...)
  /// \param sums    float64, (trial, ...): everything is added up here, sample by sample; made of
  ///                zeros if undefined
  /// \return the factors, (sample * trial, time, factor)
  virtual Tensor decode_samples(const Controller& controller, Generator& generator,
                                const DecoderInputs& inputs, Decoded& sums);

  /// The moments of the output's distribution, without a gradient: of each neuron the expected
  /// count, or the means of all neurons and behind them the variances.
  /// \param factors  (batch, time, factor)
  /// \param outputs  of the readout
  /// \return (batch, time, output)
  virtual Tensor moments(Readout& readout, const Tensor& factors, std::int64_t outputs,
                         OutputDistribution distribution);

  /// \param factors  (batch, time, factor)
  virtual Reconstruction reconstruct(Readout& readout, const Tensor& factors,
                                     const Target& target) = 0;
};

}  // namespace npd::sequence
