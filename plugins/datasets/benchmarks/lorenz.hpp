#pragma once

#include "common/recording.hpp"

#include <npd/dataset.hpp>
#include <npd/system.hpp>

#include <memory>

/// \file lorenz.hpp
/// The Lorenz attractor, dx = sigma (y - x), dy = x (rho - z) - y, dz = x y - beta z, seen by
/// neurons whose log rates are linear in its standardised coordinates [Pandarinath2018].
namespace benchmarks {

struct LorenzConstants {
  double sigma = 10, rho = 28, beta = 8.0 / 3;
};

/// The equations, in the attractor's own unit of time.
class LorenzField final : public npd::Field {
 public:
  LorenzField(const LorenzConstants& constants, double bin) : constants_(constants), bin_(bin) {}

  npd::Tensor velocity(const npd::Tensor& input, const npd::Tensor& state) override;
  npd::Jacobian jacobian(const npd::Tensor& input, const npd::Tensor& state) override;
  std::string time_unit() const override { return "Lorenz time"; }
  double bin() const override { return bin_; }

 private:
  LorenzConstants constants_;
  double bin_;
};

/// The equations by the bin, in Runge-Kutta steps of fourth order.
class LorenzSystem final : public npd::System {
 public:
  struct Steps {
    double size = 0.006;
    std::int64_t per_bin = 2;
  };
  LorenzSystem(const LorenzConstants& constants, Steps steps, double bin_s);

  /// What the neurons see: latents are (state - mean) / sd.
  void observe(const npd::Tensor& mean, const npd::Tensor& sd, const simulated::LogLinear& rates);

  std::int64_t state_dim() const override { return 3; }
  std::int64_t input_dim() const override { return 0; }
  double bin_s() const override { return bin_s_; }
  npd::Tensor step(const npd::Tensor& input, const npd::Tensor& state) override;
  npd::Tensor outputs(const npd::Tensor& state) override;
  npd::Tensor latents(const npd::Tensor& state) override;
  std::vector<npd::Dimension> state_dimensions() const override;
  std::shared_ptr<npd::Field> field() override { return field_; }

 private:
  Steps steps_;
  double bin_s_;
  std::shared_ptr<LorenzField> field_;
  npd::Tensor mean_, sd_;
  simulated::LogLinear rates_;
};

class Lorenz final : public npd::Dataset {
 public:
  struct Config {
    simulated::RecordingConfig recording{65, 20};
    simulated::LogLinearConfig neurons;
    LorenzConstants constants;
    LorenzSystem::Steps steps;
    double bin_s = 0.01;
    std::int64_t burn_in_steps = 400;

    void visit(npd::Params& p);
  };
  explicit Lorenz(const Config& config);

  npd::Trials make(npd::RandomStream& random) override;
  npd::TrueSystem system() override { return truth_; }

 private:
  Config config_;
  npd::TrueSystem truth_;
};

}  // namespace benchmarks
