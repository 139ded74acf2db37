#pragma once

#include "model/config.hpp"

#include <npd/generator.hpp>
#include <npd/readout.hpp>
#include <npd/system.hpp>

#include <cstdint>
#include <memory>
#include <vector>

namespace npd::model {

/// A trained model's generator and readout as a system in float64. Its inputs are the controller's
/// outputs, then the external ones; its latents are the factors, its outputs the expected counts
/// per bin, or the Gaussian's means.
class LfadsSystem final : public System {
 public:
  struct Parts {
    std::shared_ptr<Generator> generator;  ///< in float64, of this system alone
    std::shared_ptr<Readout> readout;      ///< in float64, of this system alone
    Tensor factor_weight;  ///< (factor, state) float64; undefined: the factors are the state
    sequence::OutputDistribution output = sequence::OutputDistribution::poisson;
    std::int64_t state_dim = 1, controller_dim = 0, external_dim = 0;
    double bin_s = 0.01;
  };
  explicit LfadsSystem(Parts parts);

  std::int64_t state_dim() const override { return parts_.state_dim; }
  std::int64_t input_dim() const override { return parts_.controller_dim + parts_.external_dim; }
  double bin_s() const override { return parts_.bin_s; }
  Tensor step(const Tensor& input, const Tensor& state) override;
  Jacobian jacobian(const Tensor& input, const Tensor& state) override;
  std::optional<Box> domain(const Tensor& input) override;
  Tensor starts(const Tensor& input, std::int64_t count, RandomStream& random) override;
  Tensor outputs(const Tensor& state) override;
  Tensor latents(const Tensor& state) override;
  std::vector<Dimension> input_dimensions() const override;

 private:
  Parts parts_;
};

/// Gives a module the weights of another of the same kind and sizes, in float64, never to be
/// trained. The other is only read.
/// \throws PluginError if their weights are not the same, by name and shape
void copy_as_float64(const Module& from, Module& to);

}  // namespace npd::model
