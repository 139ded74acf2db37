#pragma once

#include "data/batch.hpp"
#include "model/bidirectional_gru.hpp"
#include "model/config.hpp"
#include "model/draws.hpp"
#include "model/linear.hpp"

#include <memory>

namespace npd::model {

/// What the encoder infers from the data.
struct Encoded {
  Tensor ic_mean, ic_std;    ///< (batch, ic), posterior of the initial condition
  Tensor controller_inputs;  ///< (batch, time, 2 ci_enc_dim); undefined without a controller
  Tensor controller_sums;    ///< sequence::Operations::sum_encoded of them, if it is known
};

/// The two bidirectional encoders of LFADS [Pandarinath2018]: one for the initial condition, one
/// for the controller.
class Encoder final : public Module {
 public:
  /// \param initial_state  with InitialState::prior the initial condition's encoder exists, so that
  ///                       all models have the same weights, but is never run
  Encoder(const Config& config, const data::Sizes& sizes, std::int64_t ic_dim,
          InitialState initial_state);

  /// The controller's inputs start after the bins that only the initial condition's encoder sees.
  /// \param spikes   (batch, time, neuron)
  /// \param dropout  where dropout masks come from; null: no dropout
  Encoded operator()(sequence::Operations& operations, const Tensor& spikes, Draws* dropout) const;

 private:
  void encode_initial_condition(sequence::Operations& operations, const Tensor& spikes,
                                Draws* dropout, Encoded& encoded) const;

  double dropout_rate_, variance_floor_;
  std::int64_t ci_lag_, ic_bins_;
  InitialState initial_state_;
  std::shared_ptr<BidirectionalGru> ic_encoder_, ci_encoder_;
  std::shared_ptr<Linear> ic_linear_;
};

/// x * dropout mask of the stream, or x itself without draws or at rate 0.
Tensor drop_out(const Tensor& x, Draws* dropout, std::string_view stream, double rate);

}  // namespace npd::model
