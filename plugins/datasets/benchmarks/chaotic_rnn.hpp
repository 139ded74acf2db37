#pragma once

#include "common/recording.hpp"

#include <npd/dataset.hpp>
#include <npd/system.hpp>

/// \file chaotic_rnn.hpp
/// A random network of rate units in its chaotic regime [Sussillo2016], each unit a neuron:
///
///     x' = x + (dt / tau) (-x + g W tanh(x) + B u),  rate = r_max (tanh(x) + 1) / 2
namespace benchmarks {

class ChaoticRnnSystem final : public npd::System {
 public:
  struct Weights {
    npd::Tensor recurrent;  ///< g W (unit, unit), from column to row
    npd::Tensor input;      ///< B (unit, input)
  };
  /// \param leak           dt / tau, in (0, 1]
  /// \param highest_rate  r_max, expected spikes per bin
  ChaoticRnnSystem(Weights weights, double leak, double highest_rate, double bin_s);

  std::int64_t state_dim() const override { return weights_.recurrent.size(0); }
  std::int64_t input_dim() const override { return weights_.input.size(1); }
  double bin_s() const override { return bin_s_; }
  npd::Tensor step(const npd::Tensor& input, const npd::Tensor& state) override;
  npd::Jacobian jacobian(const npd::Tensor& input, const npd::Tensor& state) override;
  std::optional<npd::Box> domain(const npd::Tensor& input) override;
  npd::Tensor outputs(const npd::Tensor& state) override;

 private:
  Weights weights_;
  double leak_, highest_rate_, bin_s_;
};

class ChaoticRnn final : public npd::Dataset {
 public:
  struct Config {
    simulated::RecordingConfig recording{100, 10};
    std::int64_t units = 50;
    std::int64_t weight_seed = 5;
    double gain = 1.5;
    double tau_s = 0.025;
    double bin_s = 0.01;
    double highest_rate_hz = 30;
    double pulse_size = 0;

    void visit(npd::Params& p);
  };
  /// \throws ConfigError naming the parameter
  explicit ChaoticRnn(const Config& config);

  npd::Trials make(npd::RandomStream& random) override;
  npd::TrueSystem system() override { return truth_; }

 private:
  npd::Tensor draw_drive(npd::RandomStream& random) const;

  Config config_;
  npd::TrueSystem truth_;
};

/// g W and, with an input, B, from NumPy's RandomState(weight_seed): first W, row by row, then B.
ChaoticRnnSystem::Weights draw_weights(const ChaoticRnn::Config& config);

}  // namespace benchmarks
