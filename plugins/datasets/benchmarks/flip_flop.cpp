#include "flip_flop.hpp"

#include <npd/ops.hpp>

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <utility>

namespace benchmarks {

using npd::Tensor;

FlipFlopSystem::FlipFlopSystem(std::int64_t bits, double smoothing, double bin_s,
                               simulated::LogLinear rates)
    : bits_(bits), smoothing_(smoothing), bin_s_(bin_s), rates_(std::move(rates)) {}

Tensor FlipFlopSystem::step(const Tensor& input, const Tensor& state) {
  const Tensor memory = at::sign(state.narrow(1, 0, bits_) + 2 * input);
  const Tensor y = latents(state);
  return at::cat({memory, y + smoothing_ * (memory - y)}, 1);
}

Tensor FlipFlopSystem::starts(const Tensor& /*input*/, std::int64_t count,
                              npd::RandomStream& random) {
  Tensor points = at::empty({count, 2 * bits_}, at::TensorOptions(at::kDouble));
  std::generate_n(points.data_ptr<double>(), points.numel(),
                  [&] { return 2 * random.uniform() - 1; });
  return points;
}

Tensor FlipFlopSystem::outputs(const Tensor& state) { return rates_(latents(state)); }

Tensor FlipFlopSystem::latents(const Tensor& state) { return state.narrow(1, bits_, bits_); }

std::vector<npd::Dimension> FlipFlopSystem::state_dimensions() const {
  std::vector<npd::Dimension> dimensions;
  for (const char* what : {"memory", "bit"}) {
    for (std::int64_t i = 0; i < bits_; ++i)
      dimensions.push_back({fmt::format("{} {}", what, i), ""});
  }
  return dimensions;
}

std::vector<npd::Dimension> FlipFlopSystem::input_dimensions() const {
  std::vector<npd::Dimension> dimensions;
  for (std::int64_t i = 0; i < bits_; ++i) dimensions.push_back({fmt::format("pulse {}", i), ""});
  return dimensions;
}

void FlipFlop::Config::visit(npd::Params& p) {
  recording.visit(p);
  neurons.visit(p);
  p("bits", bits, "Bits", npd::within(1, 20));
  p("pulse_probability", pulse_probability, "Probability that a bit has a pulse in a bin, +-1",
    npd::within(0, 1));
  p("tau_s", tau_s, "Time constant with which a latent follows its bit", npd::above(0), "s");
  p("bin_s", bin_s, "Width of a time bin", npd::above(0), "s");
  p("give_inputs", give_inputs, "Whether the model is given the pulses");
}

FlipFlop::FlipFlop(const Config& config) : config_(config) { config.neurons.check(); }

Tensor FlipFlop::draw_pulses(npd::RandomStream& random) const {
  Tensor pulses = at::zeros({config_.recording.trials(), config_.recording.bins, config_.bits},
                            at::TensorOptions(at::kDouble));
  std::generate_n(pulses.data_ptr<double>(), pulses.numel(), [&] {
    if (random.uniform() >= config_.pulse_probability) return 0.0;
    return random.uniform() < 0.5 ? -1.0 : 1.0;
  });
  return pulses;
}

npd::Trials FlipFlop::make(npd::RandomStream&) {
  const auto& recording = config_.recording;
  npd::RandomStream random(static_cast<std::uint64_t>(recording.data_seed), "flip_flop");
  const auto rates = simulated::draw_log_linear(config_.neurons, config_.bits, random);
  const Tensor bits =
      at::where(simulated::normals({recording.conditions, config_.bits}, random) > 0, 1.0, -1.0)
          .to(at::kDouble);
  const Tensor pulses = draw_pulses(random);
  npd::DrivenSystem driven{
      std::make_shared<FlipFlopSystem>(config_.bits, -std::expm1(-config_.bin_s / config_.tau_s),
                                       config_.bin_s, rates),
      pulses, simulated::for_each_trial(recording, at::cat({bits, bits}, 1))};
  auto trials = simulated::record(recording, driven, random);
  if (config_.give_inputs) trials.external_input = pulses;
  truth_.whole = driven;
  truth_.recorded = driven;
  return trials;
}

}  // namespace benchmarks
