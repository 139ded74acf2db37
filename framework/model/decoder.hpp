#pragma once

#include "model/config.hpp"
#include "model/draws.hpp"
#include "model/encoder.hpp"
#include "model/factor_map.hpp"
#include "model/linear.hpp"
#include "sequence/operations.hpp"

#include <memory>

namespace npd::model {

/// From a sample of the initial condition to factors: controller, generator and what joins them.
class Decoder final : public Module {
 public:
  Decoder(const Config& config, std::int64_t ic_dim, std::int64_t state_dim,
          std::shared_ptr<Generator> generator);

  /// \param ic        (batch, ic), a sample or the mean of the posterior
  /// \param encoded   what the controller sees, for every bin
  /// \param external  (batch, time, external)
  /// \param noise     draws the controller's outputs; null: the posterior mean
  /// \param dropout   draws dropout masks; null: no dropout
  struct Result {
    Tensor initial_state;  ///< (batch, state)
    sequence::Decoded sequence;
  };
  Result operator()(sequence::Operations& operations, const Tensor& ic, const Encoded& encoded,
                    const Tensor& external, Draws* noise, Draws* dropout) const;

  struct SampleResult {
    Tensor initial_state;  ///< (sample * trial, state)
    Tensor factors;        ///< (sample * trial, time, factor)
  };
  /// The same for several samples of the same trials, see sequence::Operations::decode_samples.
  /// \param ic     (sample * trial, ic)
  /// \param noise  of all samples; what else is given is of the trials
  SampleResult sample(sequence::Operations& operations, const Tensor& ic, const Encoded& encoded,
                      const Tensor& external, Draws& noise, sequence::Decoded& sums) const;

  /// sequence::Operations::sum_encoded of the controller's inputs; undefined if nobody would use
  /// it.
  Tensor controller_sums(sequence::Operations& operations, const Tensor& controller_inputs) const;

  bool has_controller() const { return controller_ != nullptr; }
  std::int64_t controller_output_dim() const { return co_dim_; }
  std::int64_t state_dim() const { return state_dim_; }
  Generator& generator() const { return *generator_; }

  /// The map from state to factors, (factor, state) float64; undefined if they are the same.
  Tensor factor_weight() const;

  /// The controller's recurrent weights; only with a controller.
  const Tensor& controller_recurrent_weight() const { return controller_->recurrent_weight(); }

 private:
  sequence::Controller controller() const;
  sequence::DecoderInputs inputs(const Tensor& ic, const Encoded& encoded, const Tensor& external,
                                 Draws* noise, Draws* dropout) const;

  double dropout_rate_;
  std::int64_t co_dim_, state_dim_, factor_dim_;
  std::shared_ptr<Linear> ic_to_g0_;
  std::shared_ptr<FactorMap> factor_map_;
  std::shared_ptr<GruCell> controller_;
  Tensor controller_start_;
  std::shared_ptr<Linear> controller_output_;
  std::shared_ptr<Generator> generator_;
};

}  // namespace npd::model
