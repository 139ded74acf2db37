#include "model/decoder.hpp"

#include <npd/ops.hpp>

#include <utility>

namespace npd::model {

Decoder::Decoder(const Config& config, std::int64_t ic_dim, std::int64_t state_dim,
                 std::shared_ptr<Generator> generator)
    : dropout_rate_(config.dropout_rate),
      co_dim_(config.co_dim),
      state_dim_(state_dim),
      factor_dim_(factor_dim(config, state_dim)),
      ic_to_g0_(child("ic_to_g0", std::make_shared<Linear>(ic_dim, state_dim))) {
  if (config.factor_dim > 0) {
    factor_map_ = child("factor_map", std::make_shared<FactorMap>(state_dim, factor_dim_));
  }
  if (co_dim_ > 0) {
    controller_ = child("controller", std::make_shared<GruCell>(2 * config.ci_enc_dim + factor_dim_,
                                                                config.con_dim, config.cell_clip));
    controller_start_ = parameter("controller_start", {config.con_dim}, zeros());
    controller_output_ =
        child("controller_output", std::make_shared<Linear>(config.con_dim, 2 * co_dim_));
  }
  generator_ = child("generator", std::move(generator));
}

Tensor Decoder::factor_weight() const {
  return factor_map_ ? factor_map_->normalised_as(at::kDouble) : Tensor();
}

sequence::Controller Decoder::controller() const {
  if (!controller_) return {};
  return {controller_.get(), controller_start_, controller_output_->weight(),
          controller_output_->bias()};
}

Tensor Decoder::controller_sums(sequence::Operations& operations,
                                const Tensor& controller_inputs) const {
  if (!controller_ || !generator_->kernel()) return {};
  return operations.sum_encoded(controller(), controller_inputs);
}

sequence::DecoderInputs Decoder::inputs(const Tensor& ic, const Encoded& encoded,
                                        const Tensor& external, Draws* noise,
                                        Draws* dropout) const {
  const auto batch = ic.size(0), bins = external.size(1);
  if (dropout_rate_ == 0) dropout = nullptr;
  sequence::DecoderInputs inputs;
  inputs.initial_state = (*ic_to_g0_)(ic);
  inputs.initial_factors =
      drop_out(inputs.initial_state, dropout, "dropout/initial_factors", dropout_rate_);
  if (factor_map_) {
    inputs.factor_weight = factor_map_->normalised();
    inputs.initial_factors = at::matmul(inputs.initial_factors, inputs.factor_weight.t());
  }
  inputs.encoded = encoded.controller_inputs;
  inputs.encoded_sums = encoded.controller_sums;
  // A controller's outputs are noisy enough; given inputs alone are dropped out.
  inputs.external =
      controller_ ? external : drop_out(external, dropout, "dropout/external", dropout_rate_);
  if (dropout) {
    inputs.state_mask =
        dropout->dropout_mask("dropout/factors", {batch, bins, state_dim_}, dropout_rate_);
  }
  if (controller_ && dropout) {
    inputs.controller_input_mask = dropout->dropout_mask(
        "dropout/controller_input", {batch, bins, encoded.controller_inputs.size(2) + factor_dim_},
        dropout_rate_);
  }
  if (controller_ && noise) {
    inputs.output_noise = noise->normal("posterior/co", {batch, bins, co_dim_});
  }
  return inputs;
}

Decoder::Result Decoder::operator()(sequence::Operations& operations, const Tensor& ic,
                                    const Encoded& encoded, const Tensor& external, Draws* noise,
                                    Draws* dropout) const {
  const auto given = inputs(ic, encoded, external, noise, dropout);
  return {given.initial_state, operations.decode(controller(), *generator_, given)};
}

Decoder::SampleResult Decoder::sample(sequence::Operations& operations, const Tensor& ic,
                                      const Encoded& encoded, const Tensor& external, Draws& noise,
                                      sequence::Decoded& sums) const {
  const auto given = inputs(ic, encoded, external, &noise, nullptr);
  return {given.initial_state, operations.decode_samples(controller(), *generator_, given, sums)};
}

}  // namespace npd::model
