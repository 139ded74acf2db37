#include "model/encoder.hpp"

#include <npd/ops.hpp>

namespace npd::model {

Tensor drop_out(const Tensor& x, Draws* dropout, std::string_view stream, double rate) {
  if (!dropout || rate == 0) return x;
  return x * dropout->dropout_mask(stream, x.sizes(), rate);
}

Encoder::Encoder(const Config& config, const data::Sizes& sizes, std::int64_t ic_dim,
                 InitialState initial_state)
    : dropout_rate_(config.dropout_rate),
      variance_floor_(config.ic_post_var_min),
      ci_lag_(config.ci_lag),
      ic_bins_(config.ic_enc_seq_len),
      initial_state_(initial_state),
      ic_encoder_(child("ic", std::make_shared<BidirectionalGru>(
                                  sizes.seen_neurons, config.ic_enc_dim, config.cell_clip))) {
  if (config.co_dim > 0) {
    ci_encoder_ = child("ci", std::make_shared<BidirectionalGru>(
                                  sizes.seen_neurons, config.ci_enc_dim, config.cell_clip));
  }
  ic_linear_ = child("ic_linear", std::make_shared<Linear>(2 * config.ic_enc_dim, 2 * ic_dim));
}

Encoded Encoder::operator()(sequence::Operations& operations, const Tensor& spikes,
                            Draws* dropout) const {
  const Tensor seen = drop_out(spikes, dropout, "dropout/encoder_input", dropout_rate_);
  Encoded encoded;
  if (initial_state_ == InitialState::inferred) {
    const Tensor start = ic_bins_ > 0 ? seen.narrow(1, 0, ic_bins_) : seen;
    encode_initial_condition(operations, start, dropout, encoded);
  }
  if (ci_encoder_) {
    const Tensor rest = seen.narrow(1, ic_bins_, seen.size(1) - ic_bins_);
    encoded.controller_inputs = operations.encode(ci_encoder_->parts(), rest, ci_lag_);
  }
  return encoded;
}

void Encoder::encode_initial_condition(sequence::Operations& operations, const Tensor& spikes,
                                       Draws* dropout, Encoded& encoded) const {
  const Tensor summary = operations.summarise(ic_encoder_->parts(), spikes);
  const auto posterior = at::chunk(
      (*ic_linear_)(drop_out(summary, dropout, "dropout/ic_encoder", dropout_rate_)), 2, 1);
  encoded.ic_mean = posterior[0];
  encoded.ic_std = at::sqrt(at::exp(posterior[1]) + variance_floor_);
}

}  // namespace npd::model
