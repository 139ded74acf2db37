#include "lorenz.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <cmath>

namespace benchmarks {

using npd::Tensor;

Tensor LorenzField::velocity(const Tensor& /*input*/, const Tensor& state) {
  const auto& [sigma, rho, beta] = constants_;
  const Tensor x = state.select(1, 0), y = state.select(1, 1), z = state.select(1, 2);
  return at::stack({sigma * (y - x), x * (rho - z) - y, x * y - beta * z}, 1);
}

npd::Jacobian LorenzField::jacobian(const Tensor& input, const Tensor& state) {
  const auto& [sigma, rho, beta] = constants_;
  const Tensor x = state.select(1, 0), y = state.select(1, 1), z = state.select(1, 2);
  const Tensor zero = at::zeros_like(x), one = at::ones_like(x);
  const Tensor rows = at::stack({-sigma * one, sigma * one, zero,  //
                                 rho - z, -one, -x,                //
                                 y, x, -beta * one},
                                1);
  return {rows.reshape({state.size(0), 3, 3}),
          at::zeros({state.size(0), 3, input.size(1)}, state.options())};
}

LorenzSystem::LorenzSystem(const LorenzConstants& constants, Steps steps, double bin_s)
    : steps_(steps),
      bin_s_(bin_s),
      field_(std::make_shared<LorenzField>(constants,
                                           steps.size * static_cast<double>(steps.per_bin))) {}

void LorenzSystem::observe(const Tensor& mean, const Tensor& sd,
                           const simulated::LogLinear& rates) {
  mean_ = mean;
  sd_ = sd;
  rates_ = rates;
}

Tensor LorenzSystem::step(const Tensor& input, const Tensor& state) {
  const double h = steps_.size;
  const auto v = [&](const Tensor& s) { return field_->velocity(input, s); };
  Tensor now = state;
  for (std::int64_t i = 0; i < steps_.per_bin; ++i) {
    const Tensor k1 = v(now), k2 = v(now + h / 2 * k1), k3 = v(now + h / 2 * k2),
                 k4 = v(now + h * k3);
    now = now + h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
  }
  return now;
}

Tensor LorenzSystem::outputs(const Tensor& state) { return rates_(latents(state)); }

Tensor LorenzSystem::latents(const Tensor& state) { return (state - mean_) / sd_; }

std::vector<npd::Dimension> LorenzSystem::state_dimensions() const {
  return {{"x", ""}, {"y", ""}, {"z", ""}};
}

void Lorenz::Config::visit(npd::Params& p) {
  recording.visit(p);
  neurons.visit(p);
  p("sigma", constants.sigma, "Lorenz's sigma", npd::above(0));
  p("rho", constants.rho, "Lorenz's rho", npd::above(0));
  p("beta", constants.beta, "Lorenz's beta", npd::above(0));
  p("step", steps.size, "Length of a Runge-Kutta step", npd::Bounds{0, 0.05, true, false},
    "Lorenz time");
  p("steps_per_bin", steps.per_bin, "Runge-Kutta steps in a bin", npd::within(1, 1000));
  p("bin_s", bin_s, "Width of a time bin", npd::above(0), "s");
  p("burn_in_steps", burn_in_steps, "Steps from a random point to the start of a condition",
    npd::within(0, 1e6));
}

Lorenz::Lorenz(const Config& config) : config_(config) { config.neurons.check(); }

npd::Trials Lorenz::make(npd::RandomStream&) {
  npd::RandomStream random(static_cast<std::uint64_t>(config_.recording.data_seed), "lorenz");
  const auto conditions = config_.recording.conditions;
  const at::TensorOptions float64(at::kDouble);
  const Tensor none = at::zeros({conditions, 0}, float64);
  LorenzSystem burn_in(config_.constants, {config_.steps.size, config_.burn_in_steps},
                       config_.bin_s);
  const Tensor starts = burn_in.step(none, simulated::normals({conditions, 3}, random));
  // The random points have left the plane z = 0 by then, and not one another's neighbourhood.
  auto system = std::make_shared<LorenzSystem>(config_.constants, config_.steps, config_.bin_s);
  const auto& recording = config_.recording;
  npd::DrivenSystem driven{system, at::zeros({recording.trials(), recording.bins, 0}, float64),
                           simulated::for_each_trial(recording, starts)};
  const Tensor states = simulated::run(driven).reshape({-1, 3});
  system->observe(states.mean(0), states.std(0, /*unbiased=*/false).clamp_min(1e-9),
                  simulated::draw_log_linear(config_.neurons, 3, random));
  auto trials = simulated::record(recording, driven, random);
  truth_.whole = driven;
  truth_.recorded = driven;
  return trials;
}

}  // namespace benchmarks
