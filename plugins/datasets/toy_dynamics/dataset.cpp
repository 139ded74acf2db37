#include "dataset.hpp"

#include "common/short_steps.hpp"
#include "course.hpp"

#include <npd/error.hpp>
#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace toy {

using npd::Tensor;

namespace {

constexpr double longest_step_s = 0.01;  // the fastest mode decays with 25 ms

/// The map of raw states that standardises them over all rows before it maps them.
simulated::LogLinear standardising(const simulated::LogLinear& map, const Tensor& rows) {
  const Tensor mean = rows.mean(0);
  const Tensor sd = rows.std(0, /*unbiased=*/false).clamp_min(1e-9);
  return {map.loadings / sd.unsqueeze(1), map.offsets - at::matmul(mean / sd, map.loadings)};
}

}  // namespace

Tensor ToySystem::step(const Tensor& input, const Tensor& state) {
  return simulated::repeat(*model_.short_step, time_.steps_per_bin, input, state);
}

npd::Jacobian ToySystem::jacobian(const Tensor& input, const Tensor& state) {
  return simulated::jacobian_of_repeat(*model_.short_step, time_.steps_per_bin, input, state);
}

std::optional<npd::Box> ToySystem::domain(const Tensor& input) {
  return model_.short_step->domain(input);
}

void ToyDynamics::Config::visit(npd::Params& p) {
  p("model", model, "Which toy it is", model_choices());
  p("trials", trials, "Number of trials", npd::within(2, 1e6));
  recording.visit(p);
  neurons.visit(p);
  p("bin_s", time.bin_s, "Width of a time bin", npd::above(0), "s");
  p("steps_per_bin", time.steps_per_bin, "Short steps in a bin", npd::within(1, 1e4));
  p("noise_per_s", noise_per_s,
    "Variance that the noise adds to each state in a second; left out: the model's own",
    npd::at_least(0), "1/s");
  p("change_s", change_s, "When a linear system changes, and late_noise begins", npd::at_least(0),
    "s");
  p("late_noise", late_noise, "Variance of the noise from change_s on, over that before",
    npd::at_least(0));
  p("basis_seed", basis_seed, "Seed of the directions of a linear system's modes",
    npd::at_least(0));
}

ToyDynamics::ToyDynamics(const Config& config)
    : config_(config), model_(make_model(config.model, config.time, config.basis_seed)) {
  config.neurons.check();
  if (config.time.step_s() > longest_step_s) {
    throw npd::ConfigError("steps_per_bin",
                           fmt::format("steps of {:.3g} s are too long; at most {} s are possible",
                                       config.time.step_s(), longest_step_s));
  }
  if (config.noise_per_s) model_.noise_per_s = *config.noise_per_s;
}

npd::RandomStream ToyDynamics::stream(const std::string& what) const {
  return {static_cast<std::uint64_t>(config_.recording.data_seed), "toy_dynamics_" + what};
}

std::int64_t ToyDynamics::change_bin() const {
  const double bin = std::round(config_.change_s / config_.time.bin_s);
  return static_cast<std::int64_t>(std::min(bin, static_cast<double>(config_.recording.bins)));
}

Tensor ToyDynamics::draw_choices() const {
  auto random = stream("choices");
  Tensor choices = at::ones({config_.trials}, float64);
  const auto order = random.permutation(config_.trials);
  for (std::int64_t i = 0; i < config_.trials / 2; ++i) {
    choices.data_ptr<double>()[order[static_cast<std::size_t>(i)]] = -1;
  }
  return choices;
}

Tensor ToyDynamics::draw_noise(npd::System& system) const {
  const auto bins = config_.recording.bins, late = change_bin(), n = system.state_dim();
  auto random = stream("noise");
  Tensor noise = std::sqrt(model_.noise_per_s / config_.time.bin_s) *
                 simulated::normals({config_.trials, bins, n}, random);
  noise.narrow(1, late, bins - late) *= std::sqrt(config_.late_noise);
  return at::constant_pad_nd(noise, {0, system.input_dim() - n});
}

ToyDynamics::Course ToyDynamics::linear_course(npd::System& system) const {
  const auto bins = config_.recording.bins, late = change_bin();
  Tensor inputs = at::full({bins, 4}, 2.0, float64);
  inputs.select(1, 3) = 0;
  const Tensor before = inputs[0].clone();
  inputs.select(1, 3).narrow(0, late, bins - late) = 1;
  auto random = stream("starts");
  const Tensor normal = simulated::normals({config_.trials, system.state_dim()}, random);
  return {{},
          stationary_states(system, before, model_.noise_per_s / config_.time.bin_s, normal),
          inputs.expand({config_.trials, bins, 4}).contiguous()};
}

ToyDynamics::Course ToyDynamics::course_with_choices(const Model& model,
                                                     npd::System& system) const {
  Course course;
  course.choices = draw_choices();
  auto random = stream("starts");
  const Tensor normal = simulated::normals({config_.trials, 2}, random);
  const Tensor none = at::zeros_like(course.choices);
  course.starts = model.is_movement() ? at::stack({course.choices, none}, 1) +
                                            at::tensor({0.1, 0.01}, float64) * normal
                                      : std::sqrt(0.005) * normal;
  const Tensor constant = model.name == "saddle" ? -8 * course.choices : none;
  course.inputs = constant.reshape({-1, 1, 1}).repeat({1, config_.recording.bins, 2});
  if (model.leader().empty()) return course;
  const Model leader = make_model(model.leader(), config_.time, config_.basis_seed);
  const auto leading = std::make_shared<ToySystem>(leader, config_.time);
  const auto led = course_with_choices(leader, *leading);
  const Tensor states = simulated::run({leading, led.inputs, led.starts});
  course.inputs = inputs_along(system, mean_course(led.choices, led.starts, states));
  return course;
}

npd::Trials ToyDynamics::make(npd::RandomStream&) {
  auto system = std::make_shared<ToySystem>(model_, config_.time);
  const auto course =
      model_.is_linear_system() ? linear_course(*system) : course_with_choices(model_, *system);
  const npd::DrivenSystem driven{system, course.inputs + draw_noise(*system), course.starts};
  const Tensor states = simulated::run(driven);
  npd::check_finite(states,
                    "states (trial, time, state); lower noise_per_s or raise steps_per_bin");
  auto random = stream("neurons");
  const auto neurons = simulated::draw_log_linear(config_.neurons, system->state_dim(), random);
  system->observe(standardising(neurons, states.flatten(0, 1)));

  auto trials = simulated::record(config_.recording, driven, random);
  const bool has_inputs = course.inputs.abs().max().item<double>() > 0;
  trials.truth.inputs = has_inputs ? course.inputs : Tensor();
  const auto count = static_cast<std::size_t>(config_.trials);
  if (course.choices.defined()) {
    const double* first = course.choices.data_ptr<double>();
    trials.trial_info = {{"choice", std::vector<double>(first, first + count)}};
    trials.conditions = npd::conditions_of(trials.trial_info.front());
  } else {
    trials.conditions = {std::vector<std::int64_t>(count), {"all"}};
  }
  truth_.whole = driven;
  truth_.recorded = driven;
  return trials;
}

}  // namespace toy
