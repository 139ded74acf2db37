#include "model/lfads.hpp"

#include "model/lfads_system.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <algorithm>
#include <cmath>
#include <utility>

namespace npd::model {

double ramp(std::int64_t epoch, std::int64_t start, std::int64_t increase) {
  return std::clamp(static_cast<double>(epoch + 1 - start) / static_cast<double>(increase + 1), 0.0,
                    1.0);
}

Lfads::Lfads(const Config& config, const data::Sizes& sizes, std::int64_t state_dim,
             std::shared_ptr<Generator> generator, std::shared_ptr<Readout> readout,
             std::shared_ptr<sequence::Operations> operations)
    : config_(config),
      ic_dim_(config.ic_dim > 0 ? config.ic_dim : state_dim),
      external_dim_(sizes.external_dim),
      initial_state_(generator->initial_state()),
      operations_(std::move(operations)) {
  if (!generator->trained()) generator->freeze();
  encoder_ = child("encoder", std::make_shared<Encoder>(config, sizes, ic_dim_, initial_state_));
  decoder_ =
      child("decoder", std::make_shared<Decoder>(config, ic_dim_, state_dim, std::move(generator)));
  readout_ = child("readout", std::move(readout));
  ic_prior_ = child("ic_prior", std::make_shared<GaussianPrior>(ic_dim_, config.ic_prior_variance));
  if (config.co_dim == 0) return;
  if (config.co_prior == "ar") {
    autoregressive_co_prior_ =
        child("co_prior", std::make_shared<AutoregressivePrior>(config.co_dim, config.ar_prior_tau,
                                                                config.ar_prior_noise_variance));
  } else {
    gaussian_co_prior_ =
        child("co_prior", std::make_shared<GaussianPrior>(config.co_dim, config.co_prior_variance));
  }
}

namespace {

/// Continues a sequence (batch, time, *) in both, or one, of its last axes up to these sizes.
Tensor extended(const Tensor& x, std::int64_t bins, std::int64_t features, double value) {
  const auto more_bins = bins - x.size(1), more_features = features - x.size(2);
  if (more_bins == 0 && more_features == 0) return x;
  return at::constant_pad_nd(x, {0, more_features, 0, more_bins}, value);
}

/// Of the bins to predict the controller sees nothing.
Encoded for_all_bins(Encoded encoded, const data::Batch& batch) {
  Tensor& inputs = encoded.controller_inputs;
  if (inputs.defined()) inputs = extended(inputs, batch.external.size(1), inputs.size(2), 0);
  return encoded;
}

}  // namespace

Encoded Lfads::encode(const Tensor& seen, Draws* dropout) const {
  Encoded encoded = (*encoder_)(*operations_, seen, dropout);
  if (initial_state_ == InitialState::prior) {
    encoded.ic_mean = at::zeros({seen.size(0), ic_dim_}, seen.options());
    encoded.ic_std = at::full_like(encoded.ic_mean, std::sqrt(config_.ic_prior_variance));
  }
  return encoded;
}

Encoded Lfads::encode_for_sampling(const data::Batch& batch) const {
  Encoded encoded = for_all_bins(encode(batch.seen, nullptr), batch);
  encoded.controller_sums = decoder_->controller_sums(*operations_, encoded.controller_inputs);
  return encoded;
}

Output Lfads::decode(const Encoded& encoded, const data::Batch& batch, const Randomness& randomness,
                     const Tensor& gradient_mask) const {
  Output output;
  output.ic_mean = encoded.ic_mean;
  output.ic_std = encoded.ic_std;
  output.controller_inputs = encoded.controller_inputs;
  Tensor ic = encoded.ic_mean;
  if (randomness.noise) {
    ic = ic + encoded.ic_std * randomness.noise->normal("posterior/ic", ic.sizes());
  }
  auto decoded = (*decoder_)(*operations_, ic, for_all_bins(encoded, batch), batch.external,
                             randomness.noise, randomness.dropout);
  output.initial_state = decoded.initial_state;
  output.sequence = std::move(decoded.sequence);
  output.reconstruction = operations_->reconstruct(
      *readout_, output.sequence.factors,
      {batch.target, gradient_mask, batch.observed, output_distribution()});
  return output;
}

Samples Lfads::sample(const Encoded& encoded, const data::Batch& batch, Draws& noise,
                      std::int64_t samples, sequence::Decoded& sums) const {
  const auto of_each = [&](const Tensor& x) { return x.repeat({samples, 1}); };
  const Tensor mean = of_each(encoded.ic_mean), std = of_each(encoded.ic_std);
  const Tensor ic = mean + std * noise.normal("posterior/ic", mean.sizes());
  const auto [initial_state, factors] =
      decoder_->sample(*operations_, ic, encoded, batch.external, noise, sums);
  const auto distribution = output_distribution();
  const auto outputs = batch.target.size(2) * sequence::parameters_per_neuron(distribution);
  return {initial_state, operations_->moments(*readout_, factors, outputs, distribution)};
}

Output Lfads::forward(const data::Batch& batch, const Randomness& randomness) const {
  Tensor seen = batch.seen;
  Tensor gradient_mask;
  if (randomness.dropout && randomness.coordinated_dropout_rate > 0) {
    // What the encoders see must not be what they are asked to explain: the loss has a gradient
    // only at the counts that were dropped.
    const double keep = 1 - randomness.coordinated_dropout_rate;
    const auto first = config_.ic_enc_seq_len;  // nothing is explained before
    const Tensor explained = seen.narrow(1, first, seen.size(1) - first);
    const Tensor mask =
        randomness.dropout->keep_mask("coordinated_dropout", explained.sizes(), keep);
    const Tensor thinned = (explained * mask).div_(keep);
    seen = first > 0 ? at::cat({seen.narrow(1, 0, first), thinned}, 1) : thinned;
    // What the encoders never see can always be learnt from.
    gradient_mask = extended(1 - mask, batch.target.size(1), batch.target.size(2), 1);
  }
  return decode(encode(seen, randomness.dropout), batch, randomness, gradient_mask);
}

std::shared_ptr<System> Lfads::system(std::shared_ptr<Generator> generator,
                                      std::shared_ptr<Readout> readout, double bin_s) const {
  copy_as_float64(decoder_->generator(), *generator);
  copy_as_float64(*readout_, *readout);
  Tensor factor_weight = decoder_->factor_weight();
  if (factor_weight.defined()) factor_weight = factor_weight.detach();
  return std::make_shared<LfadsSystem>(LfadsSystem::Parts{
      std::move(generator), std::move(readout), std::move(factor_weight), output_distribution(),
      decoder_->state_dim(), config_.co_dim, external_dim_, bin_s});
}

Tensor Lfads::l2_penalty(const at::TensorOptions& options) const {
  Tensor sum = at::zeros({}, options);
  double count = 0;
  const auto add = [&](const Tensor& kernel, double scale) {
    if (scale <= 0) return;
    sum = sum + scale * 0.5 * at::square(kernel).sum();
    count += static_cast<double>(kernel.numel());
  };
  for (const auto& kernel : decoder_->generator().recurrent_weights()) {
    add(kernel, config_.l2_gen_scale);
  }
  if (has_controller()) add(decoder_->controller_recurrent_weight(), config_.l2_con_scale);
  return sum / (count + 1e-8);
}

Tensor Lfads::kl_controller(const sequence::Decoded& sequence, Draws* noise) const {
  const Tensor &mean = sequence.controller_means, &std = sequence.controller_stds;
  if (gaussian_co_prior_) return gaussian_co_prior_->kl(mean, std);
  const Tensor sample = noise ? mean + std * noise->normal("prior/ar", mean.sizes()) : mean;
  return autoregressive_co_prior_->kl(mean, std, sample);
}

Loss Lfads::loss(const Output& output, std::int64_t epoch, Draws* noise, const Share& share) const {
  Loss loss;
  loss.l2_ramp = ramp(epoch, config_.l2_start_epoch, config_.l2_increase_epoch);
  loss.kl_ramp = ramp(epoch, config_.kl_start_epoch, config_.kl_increase_epoch);
  loss.reconstruction = share.observations * output.reconstruction.loss;
  loss.l2 = share.trials * l2_penalty(output.reconstruction.loss.options());
  loss.kl_ic = share.trials * config_.kl_ic_scale * ic_prior_->kl(output.ic_mean, output.ic_std);
  loss.kl_co = has_controller()
                   ? share.trials * config_.kl_co_scale * kl_controller(output.sequence, noise)
                   : at::zeros_like(loss.kl_ic);
  loss.total = config_.loss_scale * (loss.reconstruction + loss.l2_ramp * loss.l2 +
                                     loss.kl_ramp * (loss.kl_ic + loss.kl_co));
  return loss;
}

}  // namespace npd::model
