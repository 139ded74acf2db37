#pragma once

#include "common/recording.hpp"

#include <npd/dataset.hpp>
#include <npd/system.hpp>

/// \file flip_flop.hpp
/// Bits that remember the sign of their last pulse [Sussillo2013], by construction:
///
///     m' = sign(m + 2 u),  y' = y + (1 - exp(-bin / tau)) (m' - y)
///
/// The latents are y; at u = 0 the fixed points are all y = m = +-1.
namespace benchmarks {

class FlipFlopSystem final : public npd::System {
 public:
  /// \param smoothing  1 - exp(-bin / tau)
  FlipFlopSystem(std::int64_t bits, double smoothing, double bin_s, simulated::LogLinear rates);

  std::int64_t state_dim() const override { return 2 * bits_; }  ///< m, then y
  std::int64_t input_dim() const override { return bits_; }
  double bin_s() const override { return bin_s_; }
  npd::Tensor step(const npd::Tensor& input, const npd::Tensor& state) override;
  /// Uniform in [-1, 1]. That box is mapped into itself, but with jumps between the memories: the
  /// indices of fixed points do not add up to 1, as a `domain` promises.
  npd::Tensor starts(const npd::Tensor& input, std::int64_t count,
                     npd::RandomStream& random) override;
  npd::Tensor outputs(const npd::Tensor& state) override;
  npd::Tensor latents(const npd::Tensor& state) override;
  std::vector<npd::Dimension> state_dimensions() const override;
  std::vector<npd::Dimension> input_dimensions() const override;

 private:
  std::int64_t bits_;
  double smoothing_, bin_s_;
  simulated::LogLinear rates_;
};

class FlipFlop final : public npd::Dataset {
 public:
  struct Config {
    simulated::RecordingConfig recording{500, 1};
    simulated::LogLinearConfig neurons;
    std::int64_t bits = 3;
    double pulse_probability = 0.05;
    double tau_s = 0.03;
    double bin_s = 0.01;
    bool give_inputs = false;

    void visit(npd::Params& p);
  };
  /// \throws ConfigError naming the parameter
  explicit FlipFlop(const Config& config);

  npd::Trials make(npd::RandomStream& random) override;
  npd::TrueSystem system() override { return truth_; }

 private:
  npd::Tensor draw_pulses(npd::RandomStream& random) const;

  Config config_;
  npd::TrueSystem truth_;
};

}  // namespace benchmarks
