#pragma once

#include "data/batch.hpp"
#include "model/config.hpp"
#include "model/decoder.hpp"
#include "model/draws.hpp"
#include "model/encoder.hpp"
#include "model/priors.hpp"
#include "sequence/operations.hpp"

#include <npd/system.hpp>

#include <algorithm>
#include <memory>

namespace npd::model {

/// What a forward pass draws.
struct Randomness {
  Draws* noise = nullptr;    ///< posterior samples; null: the posterior means
  Draws* dropout = nullptr;  ///< dropout and coordinated dropout; null: none (validation)
  double coordinated_dropout_rate = 0;
};

/// Everything a forward pass computes.
struct Output {
  Tensor ic_mean, ic_std;  ///< (batch, ic)
  Tensor initial_state;    ///< (batch, state)
  Tensor controller_inputs;
  sequence::Decoded sequence;
  sequence::Reconstruction reconstruction;
};

/// What several samples of the same trials give: all trials' first sample, then all trials' second,
/// and so on.
struct Samples {
  Tensor initial_state;  ///< (sample * trial, state)
  Tensor moments;        ///< (sample * trial, time, output), see sequence::Operations
};

/// The terms of the loss, scalars of the model's type; the KL terms carry their scales.
struct Loss {
  Tensor total, reconstruction, l2, kl_ic, kl_co;
  double l2_ramp = 1, kl_ramp = 1;
};

/// What part of a batch an output is, so that the losses of all parts add up to the batch's.
struct Share {
  double trials = 1;
  double observations = 1;  ///< of the numbers that the reconstruction loss is the mean over
};

/// Latent factor analysis via dynamical systems [Pandarinath2018], with the generator and the
/// readout as plugins. One thread at a time.
class Lfads final : public Module {
 public:
  /// \param operations  the inner loops, shared with whoever chose them
  Lfads(const Config& config, const data::Sizes& sizes, std::int64_t state_dim,
        std::shared_ptr<Generator> generator, std::shared_ptr<Readout> readout,
        std::shared_ptr<sequence::Operations> operations);

  /// A forward pass, with coordinated dropout [Keshtkaran2019] on what the encoders see.
  Output forward(const data::Batch& batch, const Randomness& randomness) const;

  /// The posteriors of a batch, without dropout, and whatever else many samples of its trials have
  /// in common.
  Encoded encode_for_sampling(const data::Batch& batch) const;

  /// Samples of these posteriors, without dropout and gradients.
  /// \param noise  the draws of all samples
  /// \param sums   what the decoder gives is added up here, see
  /// sequence::Operations::decode_samples
  Samples sample(const Encoded& encoded, const data::Batch& batch, Draws& noise,
                 std::int64_t samples, sequence::Decoded& sums) const;

  /// \param noise  draws the AR prior's own posterior sample; null: the posterior means
  Loss loss(const Output& output, std::int64_t epoch, Draws* noise, const Share& share = {}) const;

  /// What the reconstruction's parameters mean.
  sequence::OutputDistribution output_distribution() const {
    return model::output_distribution(config_);
  }

  /// The first epoch in which the KL and L2 terms count fully.
  std::int64_t ramp_end() const {
    return std::max(config_.kl_start_epoch + config_.kl_increase_epoch,
                    config_.l2_start_epoch + config_.l2_increase_epoch);
  }

  bool has_controller() const { return decoder_->has_controller(); }
  Generator& generator() const { return decoder_->generator(); }

  /// The generator and what reads it out as a dynamical system: a copy in float64, which later
  /// training does not change.
  /// \param generator  made anew with the configuration and the sizes of this model's
  /// \param readout    likewise
  /// \throws PluginError if they have other weights than this model's
  std::shared_ptr<System> system(std::shared_ptr<Generator> generator,
                                 std::shared_ptr<Readout> readout, double bin_s) const;

  sequence::Operations& operations() const { return *operations_; }

 private:
  Encoded encode(const Tensor& seen, Draws* dropout) const;
  /// \param gradient_mask  see sequence::Target
  Output decode(const Encoded& encoded, const data::Batch& batch, const Randomness& randomness,
                const Tensor& gradient_mask) const;
  Tensor l2_penalty(const at::TensorOptions& options) const;
  Tensor kl_controller(const sequence::Decoded& sequence, Draws* noise) const;

  Config config_;
  std::int64_t ic_dim_, external_dim_;
  InitialState initial_state_;
  std::shared_ptr<sequence::Operations> operations_;
  std::shared_ptr<Encoder> encoder_;
  std::shared_ptr<Decoder> decoder_;
  std::shared_ptr<Readout> readout_;
  std::shared_ptr<GaussianPrior> ic_prior_;
  std::shared_ptr<GaussianPrior> gaussian_co_prior_;
  std::shared_ptr<AutoregressivePrior> autoregressive_co_prior_;
};

/// How much a regularisation term counts in an epoch: rises linearly to 1, (epoch + 1 - start) /
/// (increase + 1) within [0, 1].
double ramp(std::int64_t epoch, std::int64_t start, std::int64_t increase);

}  // namespace npd::model
